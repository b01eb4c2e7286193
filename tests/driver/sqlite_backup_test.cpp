// SPDX-License-Identifier: BSL-1.0
//
// What is a file's own when whole databases are copied.
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "driver_test.h"
#include "support/direct_sqlite.h"

namespace godwit::driver {
namespace {

namespace fs = std::filesystem;

class SqliteBackupTest : public DriverTest {
 protected:
  SqliteBackupTest() : copy_(database_.name() + ".copy") {
    execute("INSERT INTO log VALUES ('kept', 'all')");
  }
  ~SqliteBackupTest() override { fs::remove(copy_); }

  Result<void> lock_exclusively() {
    session().limit(Limits{.patience = std::chrono::milliseconds(50)});
    return session().lock({.exclusive = true}, recorder_, {});
  }

  struct stat about(const std::string& file) {
    struct stat info {};
    EXPECT_EQ(stat(file.c_str(), &info), 0);
    return info;
  }

  std::string copy_;
};

/// Another process that has the file open, as SQL tells.
class OtherProcess {
 public:
  OtherProcess(const std::string& file, const std::string& sql) {
    int ready[2] = {};
    EXPECT_EQ(pipe(ready), 0);
    process_ = fork();
    if (process_ == 0) {
      sqlite3* db = nullptr;
      sqlite3_open(file.c_str(), &db);
      sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
      [[maybe_unused]] const auto told = write(ready[1], "x", 1);
      pause();
    }
    char ignored = 0;
    EXPECT_EQ(read(ready[0], &ignored, 1), 1);
    close(ready[0]);
    close(ready[1]);
  }
  ~OtherProcess() {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  pid_t process() const { return process_; }

 private:
  pid_t process_;
};

TEST_F(SqliteBackupTest, FileStaysTheSameFileWithItsRights) {
  fs::permissions(database_.name(), fs::perms{0640});
  const auto before = about(database_.name());
  ASSERT_TRUE(session().back_up({.file = copy_}).ok());
  EXPECT_EQ(about(copy_).st_mode & 0777, 0640U);
  ASSERT_TRUE(lock_exclusively().ok());
  ASSERT_TRUE(session().restore({.file = copy_}).ok());
  session().unlock();
  EXPECT_EQ(about(database_.name()).st_ino, before.st_ino);
  EXPECT_EQ(about(database_.name()).st_mode, before.st_mode);
  EXPECT_FALSE(fs::exists(database_.name() + "-journal"));
}

TEST_F(SqliteBackupTest, WalModeStays) {
  execute("PRAGMA journal_mode = WAL");
  ASSERT_TRUE(session().back_up({.file = copy_}).ok());
  execute("UPDATE log SET done = 'lost'");
  ASSERT_TRUE(lock_exclusively().ok());
  ASSERT_TRUE(session().restore({.file = copy_}).ok());
  session().unlock();
  EXPECT_THAT(log(), ElementsAre("kept: all"));
  EXPECT_THAT(column("PRAGMA journal_mode"), ElementsAre("wal"));
}

TEST_F(SqliteBackupTest, NobodyElseWritesUnderTheExclusiveLock) {
  ASSERT_TRUE(lock_exclusively().ok());
  ASSERT_TRUE(session().back_up({.file = copy_}).ok());
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(database_.name().c_str(), &other), SQLITE_OK);
  const auto code =
      sqlite3_exec(other, "DELETE FROM log", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_EQ(code, SQLITE_BUSY);
  session().unlock();
  EXPECT_THAT(log(), ElementsAre("kept: all"));
}

TEST_F(SqliteBackupTest, SaysWhoHasTheFileOpenInATransaction) {
  const OtherProcess other(database_.name(), "BEGIN; SELECT * FROM log;");
  const auto locked = lock_exclusively();
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::locked);
  EXPECT_THAT(locked.error().message,
              HasSubstr("process " + std::to_string(other.process())));
}

TEST_F(SqliteBackupTest, SaysWhoHasTheFileOpenInWalMode) {
  execute("PRAGMA journal_mode = WAL");
  const OtherProcess other(database_.name(), "SELECT * FROM log");
  const auto locked = lock_exclusively();
  ASSERT_FALSE(locked.ok());
  EXPECT_EQ(locked.error().code, ErrorCode::locked);
  EXPECT_THAT(locked.error().message,
              HasSubstr("process " + std::to_string(other.process())));
}

TEST_F(SqliteBackupTest, AConnectionThatIsIdleGoesOnWithTheSameFile) {
  const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> other(
      [&] {
        sqlite3* opened = nullptr;
        sqlite3_open(database_.name().c_str(), &opened);
        return opened;
      }(),
      sqlite3_close);
  const auto executed = [&](const char* sql) {
    return sqlite3_exec(other.get(), sql, nullptr, nullptr, nullptr);
  };
  ASSERT_EQ(executed("SELECT * FROM log"), SQLITE_OK);
  ASSERT_TRUE(session().back_up({.file = copy_}).ok());
  ASSERT_TRUE(lock_exclusively().ok());
  ASSERT_TRUE(session().restore({.file = copy_}).ok());
  session().unlock();
  EXPECT_EQ(executed("INSERT INTO log VALUES ('of the other', 'all')"),
            SQLITE_OK);
  EXPECT_THAT(log(), ElementsAre("kept: all", "of the other: all"));
}

TEST_F(SqliteBackupTest, ABackupIsOfOneMoment) {
  execute("PRAGMA journal_mode = WAL");
  execute(
      "INSERT INTO log SELECT 'row ' || i, hex(randomblob(500)) FROM (WITH "
      "RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
      "3000) SELECT i FROM n)");
  bool written = false;
  const auto backed_up = session().back_up(
      {.file = copy_, .progress = [&](std::uint64_t done, std::uint64_t total) {
         if (done < total && !written) execute("DELETE FROM log");
         written = written || done < total;
       }});
  ASSERT_TRUE(backed_up.ok()) << to_string(backed_up.error());
  ASSERT_TRUE(written);
  EXPECT_EQ(test::sqlite_rows(copy_, "SELECT count(*) FROM log")[0][0], "3001");
}

TEST_F(SqliteBackupTest, RestoreMakesAFileThatIsNotThere) {
  ASSERT_TRUE(session().back_up({.file = copy_}).ok());
  connection_.reset();
  fs::remove(database_.name());
  connection_ = connect();
  ASSERT_TRUE(lock_exclusively().ok());
  ASSERT_TRUE(session().restore({.file = copy_}).ok());
  session().unlock();
  EXPECT_THAT(log(), ElementsAre("kept: all"));
}

TEST_F(SqliteBackupTest, ThereIsNoBackupOfAFileThatIsNotThere) {
  connection_.reset();
  fs::remove(database_.name());
  connection_ = connect({.create = false});
  const auto backed_up = session().back_up({.file = copy_});
  ASSERT_FALSE(backed_up.ok());
  EXPECT_EQ(backed_up.error().code, ErrorCode::io);
  EXPECT_FALSE(fs::exists(database_.name()));
  EXPECT_FALSE(fs::exists(copy_));
}

}  // namespace
}  // namespace godwit::driver
