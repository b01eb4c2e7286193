// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>

#include <filesystem>

#include "driver/confined.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

namespace fs = std::filesystem;

void read_nothing(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_text(context, "read", -1, SQLITE_STATIC);
}

// As a library of SQLite has it that is built with the shell's functions.
int add_readfile(sqlite3* db, const char**, const sqlite3_api_routines*) {
  return sqlite3_create_function(db, "readfile", 1, SQLITE_UTF8, nullptr,
                                 read_nothing, nullptr, nullptr);
}

class SqliteConfinedTest : public DriverTest {
 protected:
  SqliteConfinedTest() {
    connection_ = connect_confined(database_.url()).value();
  }

  // A path beside the database, at which nothing is.
  std::string outside() const { return database_.name() + "-outside"; }

  std::size_t files() const {
    const fs::path folder = fs::path(database_.name()).parent_path();
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), {}));
  }

  // That it is refused in a transaction and out of one, and leaves no file.
  void expect_refused(const std::string& sql, const std::string& what) {
    const std::size_t before = files();
    for (const bool transactional : {true, false}) {
      TaskList tasks;
      const std::string script = "SELECT 1;\n" + sql;
      transactional ? tasks.transactional("a", script)
                    : tasks.by_statement("a", script);

      const Outcome outcome = run(tasks);

      ASSERT_FAILED(outcome, ErrorCode::unsupported);
      EXPECT_EQ(outcome.failure->error.message,
                what +
                    " is refused where migrations are only tried out, since "
                    "it reaches outside of their database");
      EXPECT_EQ(outcome.failure->statement, 1u);
      EXPECT_GE(outcome.failure->offset.value_or(0), 10u);
      execute("DELETE FROM log");
    }
    EXPECT_EQ(files(), before) << sql;
  }
};

TEST_F(SqliteConfinedTest, AttachesNoFile) {
  const std::string file = outside();
  const std::string what = "ATTACH or VACUUM INTO of \"" + file + "\"";
  expect_refused("ATTACH '" + file + "' AS a", what);
  expect_refused("ATTACH \"" + file + "\" AS a", what);
  const std::string uri = "file:" + file + "?mode=memory";
  expect_refused("ATTACH DATABASE '" + uri + "' AS a",
                 "ATTACH or VACUUM INTO of \"" + uri + "\"");
  expect_refused("ATTACH '" + file + "' || '' AS a",
                 "ATTACH of a file that is computed");
}

TEST_F(SqliteConfinedTest, ChangesNoDatabaseThatIsThere) {
  const auto other = test::EphemeralDatabase::create(Dialect::sqlite);
  test::execute(other, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
  TaskList tasks;
  tasks.transactional(
      "a", "ATTACH '" + other.name() + "' AS other; UPDATE other.t SET a = 2");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::unsupported);
  EXPECT_EQ(test::rows(other, "SELECT a FROM t").at(0).at(0), "1");
}

// Inside a transaction SQLite itself refuses VACUUM.
TEST_F(SqliteConfinedTest, VacuumsIntoNoFile) {
  TaskList tasks;
  tasks.by_statement("a", "SELECT 1; VACUUM INTO '" + outside() + "'");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::unsupported);
  EXPECT_EQ(outcome.failure->statement, 1u);
  EXPECT_FALSE(fs::exists(outside()));
}

TEST_F(SqliteConfinedTest, CallsNoFunctionThatReadsFiles) {
  const auto entry = reinterpret_cast<void (*)()>(add_readfile);
  sqlite3_auto_extension(entry);
  connection_ = connect_confined(database_.url()).value();

  expect_refused("SELECT readfile('/etc/passwd')", "readfile()");
  expect_refused("CREATE TABLE t AS SELECT READFILE('x') AS x", "readfile()");

  sqlite3_cancel_auto_extension(entry);
}

TEST_F(SqliteConfinedTest, LoadsNoExtension) {
  expect_refused("SELECT load_extension('x')", "load_extension()");
}

TEST_F(SqliteConfinedTest, MovesNoTemporaryFiles) {
  expect_refused("PRAGMA temp_store_directory = '/tmp'",
                 "PRAGMA temp_store_directory");
}

TEST_F(SqliteConfinedTest, VacuumsAndAttachesWhatIsNoFileOfOthers) {
  TaskList tasks;
  tasks.by_statement("a",
                     "CREATE TABLE t (a INT); INSERT INTO t VALUES (1); "
                     "VACUUM; PRAGMA journal_mode = WAL; "
                     "PRAGMA page_size = 8192; VACUUM");
  tasks.transactional("b",
                      "ATTACH ':memory:' AS m; CREATE TABLE m.t (a INT); "
                      "INSERT INTO m.t SELECT a FROM main.t; "
                      "ATTACH '' AS n; CREATE TABLE n.t (a INT); "
                      "CREATE TEMP TABLE u (a INT)");

  ASSERT_SUCCEEDED(run(tasks));
  EXPECT_THAT(log(), ElementsAre("a: all", "b: all"));
}

TEST_F(SqliteConfinedTest, SaysWhatAQueryMayNot) {
  const auto rows = session().query({"ATTACH '" + outside() + "' AS outside"});

  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(to_string(rows.error().code), to_string(ErrorCode::unsupported));
  EXPECT_THAT(session().query({"SELECT absent"}).error().message,
              HasSubstr("no such column"));
}

}  // namespace
}  // namespace godwit::driver
