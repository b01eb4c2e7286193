// SPDX-License-Identifier: BSL-1.0
//
// What the history says to a PostgreSQL server, and what others there can do to
// it.
#include <fstream>
#include <stdexcept>

#include "run/live_schema.h"
#include "run/migrator_fixture.h"
#include "support/postgresql_traps.h"

namespace godwit {
namespace {

const std::vector<EmbeddedFiles::File> files = {
    {"1_a.sql",
     "-- migrate:up\nCREATE TABLE public.a (id pg_catalog.int4);\n"
     "-- migrate:down\nDROP TABLE public.a;\n"},
    {"2_b.sql",
     "-- migrate:up\n-- godwit: no-transaction\n"
     "CREATE TABLE public.b (id pg_catalog.int4);\n"
     "CREATE INDEX ON public.b (id);\n"
     "-- migrate:down\n-- godwit: no-transaction\nDROP TABLE public.b;\n"}};

class PostgresqlHistory : public ::testing::Test {
 protected:
  Migrator migrator(const std::vector<EmbeddedFiles::File>& with = files) {
    connection_ = connect(database_.url()).value();
    sets_.push_back(std::make_unique<EmbeddedFiles>(
        test::SetFields{.dialect = Dialect::postgresql,
                        .history_table = table_},
        with));
    return Migrator(*connection_, sets_.back()->set());
  }

  /// Lines of the server's log with these words.
  std::vector<std::string> logged(const std::string& words) {
    const std::string folder = rows(
        database_, "SELECT current_setting('unix_socket_directories')")[0][0];
    std::ifstream log(folder + "/server.log");
    EXPECT_TRUE(log.is_open());
    std::vector<std::string> found;
    for (std::string line; std::getline(log, line);) {
      if (line.find(words) != std::string::npos) found.push_back(line);
    }
    return found;
  }

  EphemeralDatabase database_ = EphemeralDatabase::create(Dialect::postgresql);
  /// Found in the log of a server that others use, too.
  std::string table_ = "history_of_" + database_.name();
  std::optional<Connection> connection_;
  std::vector<std::unique_ptr<EmbeddedFiles>> sets_;
};

TEST_F(PostgresqlHistory, ASchemaForItAloneIsNoPartOfTheDatabases) {
  table_ = "audit.history";
  ASSERT_TRUE(migrator().up().ok());
  const auto history =
      history::HistoryTable::named(table_, Dialect::postgresql).value();
  const auto has_schema = [&] {
    const auto model = run::live_schema(connection_->session(),
                                        run::tables_of_history(history))
                           .value();
    return model.find({.kind = schema::Kind::schema, .name = "audit"}) !=
           nullptr;
  };
  EXPECT_FALSE(has_schema());
  execute(database_, "CREATE TABLE audit.entry (id integer)");
  EXPECT_TRUE(has_schema());
}

TEST_F(PostgresqlHistory, AFirstStartLeavesNoErrorInTheServersLog) {
  Migrator shop = migrator();
  ASSERT_TRUE(shop.status().ok());
  const RunReport report = shop.up();
  ASSERT_TRUE(report.ok()) << why(report);
  ASSERT_TRUE(shop.reset().ok());
  EXPECT_THAT(logged(table_), IsEmpty());
}

TEST_F(PostgresqlHistory, AStartWithNothingToDoIsOneQuery) {
  ASSERT_TRUE(migrator().up().ok());
  execute(database_,
          "ALTER DATABASE " + database_.name() + " SET log_statement = 'all'");
  Migrator shop = migrator();
  ASSERT_TRUE(shop.up().ok());

  const std::vector<std::string> ours = logged(table_);
  ASSERT_THAT(ours, SizeIs(1));
  // "time [process] LOG:  statement: …"
  const std::size_t begin = ours[0].find('[');
  const std::string process =
      ours[0].substr(begin, ours[0].find(']') - begin + 1);
  EXPECT_THAT(logged(process + " LOG:  statement"), SizeIs(1));
}

TEST_F(PostgresqlHistory, OperatorsAndFunctionsOfOthersAreNotCalled) {
  execute(database_, test::set_traps);
  EXPECT_ANY_THROW(
      rows(database_, "SELECT 1 WHERE 'a'::pg_catalog.text = 'b'"));

  Migrator shop = migrator();
  RunReport report = shop.up();
  ASSERT_TRUE(report.ok()) << why(report);
  const Result<void> verified = shop.verify({.exact = true});
  EXPECT_TRUE(verified.ok()) << to_string(verified.error());
  report = shop.up();
  EXPECT_TRUE(report.ok()) << why(report);
  report = shop.down({.all = true});
  ASSERT_TRUE(report.ok()) << why(report);
  report = shop.reset();
  EXPECT_TRUE(report.ok()) << why(report);
}

TEST_F(PostgresqlHistory, ATableOfTheSameNameIsNotTakenForAHistory) {
  execute(database_, "CREATE TABLE " + table_ + " (id integer)");
  const RunReport report = migrator().up();
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::unusable_history);
  EXPECT_THAT(report.error->notes[0], HasSubstr("only one is there"));
}

TEST_F(PostgresqlHistory, ATriggerThatSwallowsARowIsNoticed) {
  ASSERT_TRUE(migrator({files[0]}).up().ok());
  execute(database_,
          "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS "
          "$$ BEGIN RETURN NULL; END $$;"
          "CREATE TRIGGER swallow BEFORE INSERT ON " +
              table_ + " FOR EACH ROW EXECUTE FUNCTION swallow()");
  EXPECT_FALSE(migrator().up().ok());
  EXPECT_THAT(rows(database_, "SELECT FROM pg_class WHERE relname = 'b'"),
              IsEmpty());
}

// A notice comes while libpq reads what the server has sent.
TEST_F(PostgresqlHistory, WhatOnEventThrowsAtANoticeIsThrownAgain) {
  connection_ = connect(database_.url()).value();
  const EmbeddedFiles noisy(
      test::SetFields{.dialect = Dialect::postgresql},
      {{"1_a.sql", "CREATE TABLE public.a (id pg_catalog.int4);"},
       {"2_b.sql",
        "DO $$ BEGIN RAISE NOTICE 'now'; PERFORM pg_sleep(60); END $$;"}});
  Migrator throwing(*connection_, noisy.set(),
                    {.on_event = [](const Event& event) {
                      if (event.kind == Event::Kind::notice) {
                        throw std::runtime_error("enough");
                      }
                    }});

  EXPECT_THROW(static_cast<void>(throwing.up()), std::runtime_error);

  EXPECT_THAT(rows(database_, "SELECT id FROM public.godwit_migrations"),
              SizeIs(1));
}

}  // namespace
}  // namespace godwit
