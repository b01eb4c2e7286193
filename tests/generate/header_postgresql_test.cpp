// SPDX-License-Identifier: BSL-1.0
#include <godwit/godwit.h>
#include <godwit/rows_postgresql.h>
#include <gtest/gtest.h>

#include <memory>

#include "generate/header/postgresql.golden"
#include "generate/header_files.h"
#include "generate/replay.h"
#include "run/live_schema.h"
#include "schema/fingerprint.h"
#include "support/ephemeral_database.h"

namespace shop {

struct Money {
  long cents = 0;
};

}  // namespace shop

template <>
struct godwit::ValueText<shop::Money> {
  static std::optional<shop::Money> read(std::string_view text) {
    std::string digits(text);
    const auto point = digits.find('.');
    if (point == std::string::npos) return std::nullopt;
    return shop::Money{std::stol(digits.erase(point, 1))};
  }
};

namespace godwit::test {
namespace {

using shop::schema::person;

class PostgresqlHeader : public ::testing::Test {
 protected:
  EphemeralDatabase database_ = EphemeralDatabase::create(Dialect::postgresql);
};

TEST_F(PostgresqlHeader, SaysAllOfASmallSchema) {
  const auto header = header_of(
      Dialect::postgresql, header_file("postgresql.sql"),
      {.replay = {.set = no_set(),
                  .server =
                      driver::DatabaseUrl::parse(database_.url()).value()},
       .name_space = "shop"});
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_EQ(without_fingerprint(*header), header_file("postgresql.golden"));
}

TEST_F(PostgresqlHeader, IsSaidToSqlpp23) {
  const auto text = adapter_of(
      generate::Adapter::sqlpp23, Dialect::postgresql,
      header_file("postgresql.sql"),
      {.replay = {.set = no_set(),
                  .server =
                      driver::DatabaseUrl::parse(database_.url()).value()},
       .name_space = "shop"});
  ASSERT_TRUE(text.ok()) << to_string(text.error());
  EXPECT_EQ(*text, header_file("postgresql_sqlpp23.golden"));
}

TEST_F(PostgresqlHeader, HasTheFingerprintOfAMigratedDatabase) {
  const EmbeddedFiles files(Dialect::postgresql,
                            {{"1_all.sql", header_file("postgresql.sql")}});
  auto connection = connect(database_.url()).value();
  ASSERT_TRUE(Migrator(connection, files.set()).up().ok());
  std::vector<schema::Identity> histories;
  const auto set = MigrationSet::from(files.set()).value();
  ASSERT_TRUE(generate::note_history(set, histories).ok());
  const auto model = run::live_schema(connection.session(), histories).value();
  const auto header = header_of(
      Dialect::postgresql, header_file("postgresql.sql"),
      {.replay = {.set = no_set(),
                  .server =
                      driver::DatabaseUrl::parse(database_.url()).value()},
       .name_space = "shop"});
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_NE(header->find(schema::fingerprint(model)), std::string::npos);
}

TEST_F(PostgresqlHeader, TakesTypesByTheNamesThatPeopleWrite) {
  const auto header = header_of(
      Dialect::postgresql,
      "CREATE TYPE \"Mood\" AS ENUM ('a');\n"
      "CREATE TABLE a (b timestamptz, c numeric(4, 1), d \"Mood\");",
      {.replay = {.set = no_set(),
                  .server =
                      driver::DatabaseUrl::parse(database_.url()).value()},
       .name_space = "shop",
       .types = {mapping("timestamptz=shop::Time"),
                 mapping("decimal=shop::Money"), mapping("Mood=shop::Mood")}});
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  for (const char* member :
       {"<::shop::Time> b", "<::shop::Money> c", "<::shop::Mood> d"}) {
    EXPECT_NE(header->find(member), std::string::npos) << member;
  }
}

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

class PostgresqlRow : public PostgresqlHeader {
 protected:
  PostgresqlRow() {
    execute(database_, header_file("postgresql.sql"));
    connection_.reset(PQconnectdb(database_.url().c_str()));
  }

  PGresult* select(std::string_view sql) {
    result_.reset(PQexec(connection_.get(), std::string(sql).c_str()));
    EXPECT_EQ(PQresultStatus(result_.get()), PGRES_TUPLES_OK)
        << PQerrorMessage(connection_.get());
    return result_.get();
  }

 private:
  std::unique_ptr<PGconn, Clear> connection_;
  std::unique_ptr<PGresult, Clear> result_;
};

TEST_F(PostgresqlRow, HasEachValueAsItsTypeInCpp) {
  execute(database_,
          "INSERT INTO person (email, mood, feeling, moods, age, rank, weight, "
          "height, active, photo, balance) VALUES ('ada', 'so so', 'it''s', "
          "'{sad}', 40, -3, 1.5, 'Infinity', true, '\\x00ff', 12.34)");
  const auto row = read_row<person>(select(person::select), 0);
  ASSERT_TRUE(row.ok()) << to_string(row.error());
  EXPECT_EQ(row->id, 1);
  EXPECT_EQ(row->Given_Name, std::nullopt);
  EXPECT_EQ(row->mood, shop::schema::mood::so_so);
  EXPECT_EQ(to_string(row->feeling), "it's");
  EXPECT_EQ(row->moods, "{sad}");
  EXPECT_EQ(row->age, 40);
  EXPECT_EQ(row->rank, -3);
  EXPECT_EQ(row->weight, 1.5F);
  EXPECT_EQ(row->height, std::numeric_limits<double>::infinity());
  EXPECT_TRUE(row->active);
  EXPECT_EQ(row->photo, (std::vector{std::byte{0}, std::byte{0xff}}));
  EXPECT_EQ(row->balance, "12.34");
  EXPECT_EQ(row->shout, "ADA");
}

struct Account {
  static constexpr Table table{"account"};
  struct columns {
    static constexpr Column<shop::Money> balance{.name = "balance"};
  };
  struct row {
    shop::Money balance = {};
  };
  static constexpr std::array<std::string_view, 1> column_names{"balance"};
  template <typename Row, typename Visitor>
  static constexpr bool visit(Row& row, Visitor&& visitor) {
    return visitor(columns::balance, row.balance);
  }
};

TEST_F(PostgresqlRow, ReadsATypeOfTheProgramByWhatItSays) {
  const auto row = read_row<Account>(select("SELECT '12.34'::numeric"), 0);
  ASSERT_TRUE(row.ok()) << to_string(row.error());
  EXPECT_EQ(row->balance.cents, 1234);
  EXPECT_FALSE(read_row<Account>(select("SELECT 12"), 0).ok());
}

TEST_F(PostgresqlRow, IsAnErrorWhereItIsNotOfTheSchema) {
  using shop::schema::audit_note;
  const auto why = [&](const char* sql, int number) {
    const auto row = read_row<audit_note>(select(sql), number);
    if (row) return std::string("it was read");
    EXPECT_EQ(row.error().code, ErrorCode::unexpected_value);
    return row.error().message;
  };
  EXPECT_EQ(why("SELECT 1, NULL, 'a'", 0), "it was read");
  EXPECT_EQ(why("SELECT 'x', NULL, 'a'", 0),
            "the value of note.person_id is not of the type that was compiled "
            "in");
  EXPECT_EQ(why("SELECT 1", 0), "the row has fewer columns than note");
  EXPECT_EQ(why("SELECT 1, NULL, 'a'", 1), "there is no row of note to read");
  const auto row = read_row<Account>(select("SELECT NULL"), 0);
  ASSERT_FALSE(row.ok());
  EXPECT_EQ(row.error().message,
            "account.balance is NULL, and the schema that was compiled in does "
            "not allow that");
}

}  // namespace
}  // namespace godwit::test
