// SPDX-License-Identifier: BSL-1.0
//
// Backups by the programs of PostgreSQL.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "driver_test.h"

namespace godwit::driver {
namespace {

namespace fs = std::filesystem;

class PostgresqlBackupTest : public DriverTest {
 protected:
  PostgresqlBackupTest() {
    std::string name = (fs::temp_directory_path() / "backup-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    file_ = (folder_ / "backup").string();
    execute("INSERT INTO log VALUES ('kept', 'all')");
  }
  ~PostgresqlBackupTest() override { fs::remove_all(folder_); }

  Result<void> restore(Session& session, const Transfer& from) {
    auto locked = session.lock({.name = lock_request().name, .exclusive = true},
                               recorder_, {});
    if (!locked) return locked;
    auto restored = session.restore(from);
    session.unlock();
    return restored;
  }

  // Everything that has a name, and how it is made as far as it is known.
  std::vector<std::string> schema_of_it() {
    return column(
        "SELECT pg_describe_object(d.classid, d.objid, d.objsubid) AS what "
        "FROM pg_depend d WHERE d.refclassid = 'pg_namespace'::regclass AND "
        "d.refobjid IN (SELECT oid FROM pg_namespace WHERE nspname IN "
        "('public', 'extra')) ORDER BY what");
  }

  fs::path folder_;
  std::string file_;
};

/// A program in the place of one of PostgreSQL's, as long as it lives.
class PathBefore {
 public:
  explicit PathBefore(const std::string& folder)
      : before_(std::getenv("PATH")) {
    setenv("PATH", (folder + ":" + before_).c_str(), 1);
  }
  ~PathBefore() { setenv("PATH", before_.c_str(), 1); }
  PathBefore(const PathBefore&) = delete;
  PathBefore& operator=(const PathBefore&) = delete;

 private:
  std::string before_;
};

TEST_F(PostgresqlBackupTest, RestoresEveryKindOfObjectAndDropsWhatCameLater) {
  execute(
      "CREATE SCHEMA extra;"
      "CREATE TYPE mood AS ENUM ('sad', 'happy');"
      "CREATE DOMAIN short AS text CHECK (length(VALUE) < 9);"
      "CREATE TYPE pair AS (a integer, b text);"
      "CREATE TABLE extra.person (id integer GENERATED ALWAYS AS IDENTITY "
      "PRIMARY KEY, number serial, mood mood, name short);"
      "CREATE VIEW happy AS SELECT * FROM extra.person WHERE mood = 'happy';"
      "CREATE MATERIALIZED VIEW names AS SELECT name FROM extra.person;"
      "CREATE SEQUENCE alone;"
      "CREATE TABLE parted (id integer) PARTITION BY RANGE (id);"
      "CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (9);"
      "CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql AS "
      "'SELECT 2 * $1';"
      "CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';"
      "CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);"
      "INSERT INTO extra.person (mood, name) VALUES ('happy', 'Ada')");
  const auto before = schema_of_it();
  ASSERT_TRUE(session().back_up({.file = file_}).ok());
  execute(
      "CREATE SCHEMA later; CREATE TABLE later.of_it (p integer REFERENCES "
      "extra.person); CREATE TABLE pet (mood mood); CREATE VIEW of_pet AS "
      "SELECT * FROM pet; ALTER TYPE mood ADD VALUE 'angry'; DROP VIEW happy; "
      "CREATE FUNCTION later_too() RETURNS mood LANGUAGE sql AS "
      "'SELECT NULL::mood'");

  const auto restored = restore(session(), {.file = file_});

  ASSERT_TRUE(restored.ok()) << to_string(restored.error());
  EXPECT_EQ(schema_of_it(), before);
  EXPECT_THAT(column("SELECT name FROM happy"), ElementsAre("Ada"));
  EXPECT_FALSE(exists("later.of_it"));
}

TEST_F(PostgresqlBackupTest, AKilledRestoreChangesNothing) {
  execute(
      "INSERT INTO log SELECT 'row ' || i, repeat('x', 100) FROM "
      "generate_series(1, 20000) i");
  ASSERT_TRUE(session().back_up({.file = file_}).ok());
  execute("UPDATE log SET done = 'later'");
  const pid_t process = fork();
  if (process == 0) {
    auto connection = connect();
    Transfer from{.file = file_};
    std::uint64_t least = 1000000;
    from.progress = [&](std::uint64_t done, std::uint64_t) {
      if (done > least) std::raise(SIGKILL);
    };
    static_cast<void>(restore(connection.session(), from));
    _exit(0);
  }
  int status = 0;
  waitpid(process, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  wait_until([&] {
    return column(
               "SELECT count(*) FROM pg_stat_activity WHERE datname = "
               "current_database() AND application_name = 'psql'") ==
           std::vector<std::string>{"0"};
  });
  EXPECT_THAT(column("SELECT DISTINCT done FROM log"), ElementsAre("later"));
}

// All of the backup is read by then, and the server is at work on its end.
TEST_F(PostgresqlBackupTest, StopRequestIsHeardUntilTheCommit) {
  execute("CREATE MATERIALIZED VIEW slow AS SELECT 1 FROM pg_sleep(4)");
  ASSERT_TRUE(session().back_up({.file = file_}).ok());
  execute("UPDATE log SET done = 'later'");
  const std::string at_work =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = "
      "current_database() AND application_name = 'psql' AND query LIKE "
      "'REFRESH%'";
  StopSource stop;
  std::thread asks([&] {
    wait_until([&] { return column(at_work) != column("SELECT 0"); });
    stop.request_stop();
  });

  const auto restored =
      restore(connect().session(), {.file = file_, .stop = stop.token()});

  asks.join();
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code, ErrorCode::cancelled);
  EXPECT_EQ(column(at_work), column("SELECT 0"));
  EXPECT_THAT(log(), ElementsAre("kept: later"));
}

TEST_F(PostgresqlBackupTest, WhatTheServerRefusesIsShownAndChangesNothing) {
  execute(
      "CREATE ROLE godwit_backup_gone; ALTER TABLE log OWNER TO "
      "godwit_backup_gone");
  ASSERT_TRUE(session().back_up({.file = file_}).ok());
  execute(
      "REASSIGN OWNED BY godwit_backup_gone TO CURRENT_USER; DROP ROLE "
      "godwit_backup_gone; UPDATE log SET done = 'later'");
  const auto restored = restore(session(), {.file = file_});
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code, ErrorCode::statement_failed);
  EXPECT_THAT(restored.error().notes,
              ::testing::Contains(HasSubstr("godwit_backup_gone")));
  EXPECT_THAT(log(), ElementsAre("kept: later"));
}

TEST_F(PostgresqlBackupTest, ThePasswordIsNotAmongTheWords) {
  const std::string fake = (folder_ / "pg_dump").string();
  std::ofstream(fake) << "#!/bin/sh\necho \"$@\"; echo \"in: $PGPASSWORD\"\n";
  fs::permissions(fake, fs::perms{0755});
  const PathBefore path(folder_.string());
  auto connection =
      godwit::connect(database_.url() + R"( password='se\'cret')");
  ASSERT_TRUE(connection.ok()) << to_string(connection.error());
  ASSERT_TRUE(connection->session().back_up({.file = file_}).ok());
  std::ifstream written(file_);
  std::string words;
  std::string password;
  std::getline(written, words);
  std::getline(written, password);
  EXPECT_THAT(words, HasSubstr("dbname="));
  EXPECT_THAT(words, ::testing::Not(HasSubstr("cret")));
  EXPECT_EQ(password, "in: se'cret");
}

TEST_F(PostgresqlBackupTest, AProgramThatFailsLeavesNoFile) {
  const std::string fake = (folder_ / "pg_dump").string();
  std::ofstream(fake)
      << "#!/bin/sh\necho half; echo 'pg_dump: no' >&2; exit 1\n";
  fs::permissions(fake, fs::perms{0755});
  const PathBefore path(folder_.string());
  const auto backed_up = session().back_up({.file = file_});
  ASSERT_FALSE(backed_up.ok());
  EXPECT_THAT(backed_up.error().notes, ElementsAre("pg_dump: no"));
  EXPECT_FALSE(fs::exists(file_));
}

TEST_F(PostgresqlBackupTest, StopRequestEndsAProgramThatGoesOn) {
  const std::string fake = (folder_ / "pg_dump").string();
  std::ofstream(fake) << "#!/bin/sh\nexec sleep 1000\n";
  fs::permissions(fake, fs::perms{0755});
  const PathBefore path(folder_.string());
  StopSource stop;
  std::thread asks([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stop.request_stop();
  });
  const auto backed_up =
      session().back_up({.file = file_, .stop = stop.token()});
  asks.join();
  ASSERT_FALSE(backed_up.ok());
  EXPECT_EQ(backed_up.error().code, ErrorCode::cancelled);
  EXPECT_FALSE(fs::exists(file_));
}

}  // namespace
}  // namespace godwit::driver
