// SPDX-License-Identifier: BSL-1.0
//
// Whole databases, copied to a file and back.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "driver_test.h"

namespace godwit::driver {
namespace {

namespace fs = std::filesystem;

class BackupTest : public DriverTest {
 protected:
  BackupTest() {
    std::string name = (fs::temp_directory_path() / "backup-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    execute("INSERT INTO log VALUES ('kept', 'all')");
  }
  ~BackupTest() override { fs::remove_all(folder_); }

  std::string file(const std::string& name = "backup") const {
    return (folder_ / name).string();
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  Result<void> restore(const Transfer& from) {
    auto locked = session().lock(
        {.name = lock_request().name, .exclusive = true}, recorder_, from.stop);
    if (!locked) return locked;
    auto restored = session().restore(from);
    session().unlock();
    return restored;
  }

  fs::path folder_;
};

TEST_F(BackupTest, RestoresWhatWasBackedUp) {
  ASSERT_TRUE(session().back_up({.file = file()}).ok());
  execute("UPDATE log SET done = 'lost'");
  execute("CREATE TABLE later (name TEXT REFERENCES log (name))");
  execute("INSERT INTO later VALUES ('kept')");

  const auto restored = restore({.file = file()});

  ASSERT_TRUE(restored.ok()) << to_string(restored.error());
  EXPECT_THAT(log(), ElementsAre("kept: all"));
  EXPECT_FALSE(exists("later"));
  EXPECT_THAT(files(), ElementsAre("backup"));
}

TEST_F(BackupTest, SessionGoesOnAfterwards) {
  ASSERT_TRUE(session().back_up({.file = file()}).ok());
  ASSERT_TRUE(restore({.file = file()}).ok());

  TaskList tasks;
  tasks.transactional("next", "CREATE TABLE next (id INTEGER)");
  EXPECT_FALSE(run(tasks).failure);
  EXPECT_THAT(log(), ElementsAre("kept: all", "next: all"));
}

TEST_F(BackupTest, OthersCanWriteWhenItIsOver) {
  ASSERT_TRUE(session().back_up({.file = file()}).ok());
  ASSERT_TRUE(restore({.file = file()}).ok());
  execute("INSERT INTO log VALUES ('of another', 'all')");
  EXPECT_THAT(log(), ElementsAre("kept: all", "of another: all"));
}

TEST_F(BackupTest, TellsHowFarItIs) {
  std::uint64_t last = 0;
  const auto backed_up = session().back_up(
      {.file = file(),
       .progress = [&](std::uint64_t done, std::uint64_t) { last = done; }});
  ASSERT_TRUE(backed_up.ok()) << to_string(backed_up.error());
  EXPECT_EQ(last, fs::file_size(file()));
}

TEST_F(BackupTest, OnlyItsOwnerCanReadIt) {
  if (dialect == Dialect::sqlite)
    fs::permissions(database_.name(), fs::perms{0600});
  ASSERT_TRUE(session().back_up({.file = file()}).ok());
  struct stat info {};
  ASSERT_EQ(stat(file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(BackupTest, OverwritesNothing) {
  std::ofstream(file()) << "of the user";
  const auto backed_up = session().back_up({.file = file()});
  ASSERT_FALSE(backed_up.ok());
  EXPECT_EQ(backed_up.error().code, ErrorCode::io);
  EXPECT_EQ(fs::file_size(file()), 11U);
}

TEST_F(BackupTest, LeavesNothingWhereItFails) {
  const auto backed_up =
      session().back_up({.file = file("no such folder/backup")});
  ASSERT_FALSE(backed_up.ok());
  EXPECT_EQ(backed_up.error().code, ErrorCode::io);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(BackupTest, StopRequestLeavesNoFile) {
  StopSource stop;
  stop.request_stop();
  const auto backed_up =
      session().back_up({.file = file(), .stop = stop.token()});
  ASSERT_FALSE(backed_up.ok());
  EXPECT_EQ(backed_up.error().code, ErrorCode::cancelled);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(BackupTest, StopRequestKeepsTheDatabaseAsItWas) {
  ASSERT_TRUE(session().back_up({.file = file()}).ok());
  execute("UPDATE log SET done = 'later'");
  StopSource stop;
  const auto restored = restore(
      {.file = file(),
       .stop = stop.token(),
       .progress = [&](std::uint64_t, std::uint64_t) { stop.request_stop(); }});
  // It may have been over already.
  if (restored.ok()) {
    EXPECT_THAT(log(), ElementsAre("kept: all"));
  } else {
    EXPECT_EQ(restored.error().code, ErrorCode::cancelled);
    EXPECT_THAT(log(), ElementsAre("kept: later"));
  }
}

TEST_F(BackupTest, WhatIsNoBackupChangesNothing) {
  std::ofstream(file()) << std::string(10000, 'x');
  const auto restored = restore({.file = file()});
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code, ErrorCode::damaged);
  EXPECT_THAT(log(), ElementsAre("kept: all"));
}

TEST_F(BackupTest, ATornBackupChangesNothing) {
  execute(
      "INSERT INTO log SELECT 'row ' || i, 'all' FROM (WITH RECURSIVE n(i) "
      "AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT i "
      "FROM n) AS rows_of_it");
  ASSERT_TRUE(session().back_up({.file = file()}).ok());
  fs::resize_file(file(), fs::file_size(file()) / 2);
  execute("UPDATE log SET done = 'later'");
  const auto restored = restore({.file = file()});
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code, ErrorCode::damaged);
  EXPECT_THAT(column("SELECT DISTINCT done FROM log"), ElementsAre("later"));
}

TEST_F(BackupTest, ABackupThatIsNotThereIsNamed) {
  const auto restored = restore({.file = file("missing")});
  ASSERT_FALSE(restored.ok());
  EXPECT_EQ(restored.error().code, ErrorCode::io);
  EXPECT_THAT(restored.error().message, HasSubstr("missing"));
}

TEST_F(BackupTest, RestoringTakesTheExclusiveLock) {
  ASSERT_TRUE(session().back_up({.file = file()}).ok());
  EXPECT_FALSE(session().restore({.file = file()}).ok());
  lock();
  EXPECT_FALSE(session().restore({.file = file()}).ok());
  session().unlock();
}

}  // namespace
}  // namespace godwit::driver
