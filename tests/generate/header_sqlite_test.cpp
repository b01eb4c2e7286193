// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <godwit/godwit.h>
#include <godwit/rows_sqlite.h>

#include <memory>

#include "generate/header/sqlite.golden"
#include "generate/header_files.h"
#include "generate/replay.h"
#include "run/live_schema.h"
#include "schema/fingerprint.h"

namespace godwit::test {
namespace {

using testing::HasSubstr;
using testing::Not;

Result<std::string> sqlite_header(const std::string& sql,
                                  const std::vector<std::string>& types = {}) {
  generate::HeaderRequest request{.replay = {.set = no_set()},
                                  .name_space = "shop"};
  for (const std::string& type : types) request.types.push_back(mapping(type));
  return header_of(Dialect::sqlite, sql, request);
}

const std::vector<std::string> types = {"boolean=bool"};

TEST(SqliteHeader, SaysAllOfASmallSchema) {
  const auto header = sqlite_header(header_file("sqlite.sql"), types);
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_EQ(without_fingerprint(*header), header_file("sqlite.golden"));
}

TEST(SqliteHeader, HasTheFingerprintOfAMigratedDatabase) {
  const std::string path = testing::TempDir() + "/fingerprint.db";
  std::remove(path.c_str());
  const EmbeddedFiles files(Dialect::sqlite,
                            {{"1_all.sql", header_file("sqlite.sql")}});
  auto connection = connect("sqlite:" + path).value();
  ASSERT_TRUE(Migrator(connection, files.set()).up().ok());
  std::vector<schema::Identity> histories;
  const auto set = MigrationSet::from(files.set()).value();
  ASSERT_TRUE(generate::note_history(set, histories).ok());
  const auto model = run::live_schema(connection.session(), histories).value();
  const auto header = sqlite_header(header_file("sqlite.sql"));
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_THAT(*header, HasSubstr(schema::fingerprint(model)));
  auto other = model;
  other.facts.begin()->second.aspects["default"] = "1";
  EXPECT_NE(schema::fingerprint(other), schema::fingerprint(model));
}

TEST(SqliteHeader, HasTypesThatAProgramWants) {
  const auto header = sqlite_header(
      "CREATE TABLE a (b DECIMAL(10, 2) NOT NULL, c decimal, d TEXT);",
      {"DECIMAL=shop::Money:shop/money.h", "a.d=long long",
       "nothing=shop::Nothing:nothing.h"});
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_THAT(*header, HasSubstr("\n#include \"shop/money.h\"\n"));
  EXPECT_THAT(*header, HasSubstr("    ::shop::Money b = {};\n"
                                 "    std::optional<::shop::Money> c = {};\n"
                                 "    std::optional<long long> d = {};\n"));
  EXPECT_THAT(*header, Not(HasSubstr("nothing.h")));
}

TEST(SqliteHeader, KnowsNoTypeForAColumnThatIsNotThere) {
  const auto header =
      sqlite_header("CREATE TABLE person (name TEXT);", {"person.nam=bool"});
  ASSERT_FALSE(header.ok());
  EXPECT_EQ(header.error().message,
            "a type is given for the column person.nam, which the migrations "
            "do not make");
  EXPECT_EQ(header.error().hint, "did you mean 'person.name'?");
}

TEST(SqliteHeader, LeavesOutWhatARequiredSetMakes) {
  const EmbeddedFiles base({.name = "base", .history_table = "base_history"},
                           {{"1_all.sql",
                             "CREATE TABLE tenant (id INTEGER PRIMARY KEY);\n"
                             "CREATE TABLE plan (id INTEGER PRIMARY KEY);"}});
  const auto header =
      header_of(Dialect::sqlite,
                "ALTER TABLE plan ADD COLUMN price REAL;\n"
                "CREATE TABLE person (tenant_id INTEGER REFERENCES tenant);",
                {.replay = {.set = no_set(), .before = {base.set()}},
                 .name_space = "shop"});
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_THAT(*header, Not(HasSubstr("struct tenant")));
  EXPECT_THAT(*header, HasSubstr("struct plan"));
  EXPECT_THAT(*header, HasSubstr("{\"person\"sv}, {\"tenant\"sv}"));
}

/// A statement on a database in memory that has the schema.
class Statement {
 public:
  explicit Statement(const std::string& insert, std::string_view select) {
    sqlite3* opened = nullptr;
    sqlite3_open(":memory:", &opened);
    database_.reset(opened);
    run(header_file("sqlite.sql"));
    run(insert);
    sqlite3_stmt* prepared = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(opened, std::string(select).c_str(), -1,
                                 &prepared, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(opened);
    statement_.reset(prepared);
    sqlite3_step(prepared);
  }

  sqlite3_stmt* get() const { return statement_.get(); }

 private:
  void run(const std::string& sql) {
    EXPECT_EQ(
        sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr),
        SQLITE_OK)
        << sqlite3_errmsg(database_.get());
  }

  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const {
      sqlite3_finalize(statement);
    }
  };
  std::unique_ptr<sqlite3, Close> database_;
  std::unique_ptr<sqlite3_stmt, Close> statement_;
};

using shop::schema::person;

template <typename Table>
std::string why_not_read(sqlite3_stmt* statement) {
  const auto row = read_row<Table>(statement);
  if (row) return "it was read";
  EXPECT_EQ(row.error().code, ErrorCode::unexpected_value);
  return row.error().message;
}

TEST(SqliteRow, HasEachValueAsItsTypeInCpp) {
  const Statement statement(
      "INSERT INTO person VALUES "
      "(7, 'ada', NULL, 'b', 'Ada', x'00ff', 2, 1.5, 0)",
      person::select);
  const auto row = read_row<person>(statement.get());
  ASSERT_TRUE(row.ok()) << to_string(row.error());
  EXPECT_EQ(row->id, 7);
  EXPECT_EQ(row->email, "ada");
  EXPECT_EQ(row->first_name, std::nullopt);
  EXPECT_EQ(row->name, "Ada");
  EXPECT_EQ(row->photo, (std::vector{std::byte{0}, std::byte{0xff}}));
  EXPECT_EQ(row->weight, 2.0);
  EXPECT_EQ(row->balance, "1.5");
  EXPECT_FALSE(row->active);
  EXPECT_EQ(row->initial, "a");
}

TEST(SqliteRow, StandsBehindOtherColumns) {
  const Statement statement("INSERT INTO words VALUES ('a', 'b')",
                            "SELECT 1, 2, word, meaning FROM words");
  const auto row = read_row<shop::schema::words>(statement.get(), 2);
  ASSERT_TRUE(row.ok()) << to_string(row.error());
  EXPECT_EQ(row->meaning, "b");
}

TEST(SqliteRow, IsAnErrorWhereItIsNotOfTheSchema) {
  const std::string person_of =
      "INSERT INTO person (id, email, weight, active) VALUES ";
  EXPECT_EQ(
      why_not_read<person>(
          Statement(person_of + "(1, 'a', 'heavy', 1)", person::select).get()),
      "the value of person.weight is not of the type that was compiled "
      "in");
  EXPECT_EQ(
      why_not_read<person>(
          Statement(person_of + "(1, 'a', 1, 2)", person::select).get()),
      "the value of person.active is not of the type that was compiled in");
  EXPECT_EQ(
      why_not_read<person>(
          Statement(person_of + "(1, x'00', 1, 1)", person::select).get()),
      "the value of person.email is not of the type that was compiled "
      "in");
  EXPECT_EQ(
      why_not_read<shop::schema::words>(Statement("", "SELECT NULL, 1").get()),
      "it was read");
  EXPECT_EQ(
      why_not_read<shop::schema::item>(
          Statement("", "SELECT NULL, 1, 1, 'a', 1").get()),
      "item.code is NULL, and the schema that was compiled in does not allow "
      "that");
  EXPECT_EQ(why_not_read<person>(Statement("", "SELECT 1").get()),
            "the row has fewer columns than person");
  EXPECT_EQ(why_not_read<person>(Statement("", person::select).get()),
            "there is no row of person to read");
}

TEST(SqliteHeader, IsKnownToTheCompiler) {
  static_assert(person::table.name == "person");
  static_assert(!person::columns::id.nullable);
  static_assert(person::columns::first_name.nullable);
  static_assert(person::columns::email.unique);
  static_assert(!person::columns::photo.unique);
  static_assert(shop::schema::foreign_keys.size() == 3);
  static_assert(shop::schema::foreign_keys[1].columns[0].referenced ==
                "person_id");
}

}  // namespace
}  // namespace godwit::test
