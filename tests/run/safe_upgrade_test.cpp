// SPDX-License-Identifier: BSL-1.0
//
// Upgrades of a user's only copy.
#include <godwit/safe_upgrade.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "run/migrator_fixture.h"
#include "support/direct_sqlite.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

class SafeUpgradeTest : public MigratorTest {
 protected:
  EmbeddedSet set_of(const std::vector<File>& files) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    return sets_.back()->set();
  }
  SafeUpgradeReport upgrade(const std::vector<File>& files,
                            const SafeUpgradeOptions& options = {}) {
    return safe_upgrade(database_.url(), set_of(files), options);
  }
  const std::string& file() const { return database_.name(); }
  std::string copy() const { return file() + ".godwit-upgrade"; }

  // Of everything that is kept beside the database.
  std::vector<std::string> beside() const {
    std::vector<std::string> found;
    const fs::path path(file());
    for (const auto& entry : fs::directory_iterator(path.parent_path())) {
      const std::string name = entry.path().filename().string();
      const std::string own = path.filename().string();
      if (name.starts_with(own)) found.push_back(name.substr(own.size()));
    }
    return found;
  }

  const std::vector<File> older_ = {table("1", "a")};
  const std::vector<File> newer_ = {table("1", "a"), table("2", "b")};
  const std::vector<File> broken_ = {
      table("1", "a"),
      table("2", "b"),
      {"3_c.sql", "-- migrate:up\nINSERT INTO nowhere VALUES (1);\n"}};
};

TEST_F(SafeUpgradeTest, BringsTheFileUpAndLeavesNothingBesideIt) {
  ASSERT_TRUE(upgrade(older_).ok());
  fs::permissions(file(), fs::perms{0640});
  const std::string name = file() + "-name";
  fs::create_hard_link(file(), name);
  const SafeUpgradeReport report = upgrade(newer_);
  const bool same = fs::equivalent(file(), name);
  fs::remove(name);
  ASSERT_TRUE(report.ok()) << why(report.run);
  EXPECT_TRUE(report.upgraded);
  EXPECT_THAT(report.run.done, SizeIs(1));
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
  EXPECT_THAT(beside(), ElementsAre(""));
  EXPECT_TRUE(same);
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms{0640});
}

TEST_F(SafeUpgradeTest, CopiesNothingWhereNothingIsPending) {
  ASSERT_TRUE(upgrade(newer_).ok());
  SafeUpgradeOptions options;
  options.migrator.on_event = [](const Event& event) {
    EXPECT_NE(event.kind, Event::Kind::copying);
  };
  const SafeUpgradeReport report = upgrade(newer_, options);
  EXPECT_TRUE(report.ok()) << why(report.run);
  EXPECT_FALSE(report.upgraded);
}

TEST_F(SafeUpgradeTest, AFailureKeepsNothing) {
  ASSERT_TRUE(upgrade(older_).ok());
  const SafeUpgradeReport report = upgrade(broken_);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.run.error->code, ErrorCode::statement_failed);
  EXPECT_THAT(report.run.error->notes,
              ::testing::Contains(HasSubstr("is as it was before")));
  EXPECT_FALSE(report.upgraded);
  EXPECT_THAT(report.run.done, IsEmpty());
  EXPECT_THAT(applied(), ElementsAre("1"));
  EXPECT_FALSE(has_table("b"));
  EXPECT_THAT(beside(), ElementsAre(""));
}

TEST_F(SafeUpgradeTest, TellsWhatItDoes) {
  std::vector<Event::Kind> kinds;
  SafeUpgradeOptions options;
  options.migrator.on_event = [&](const Event& event) {
    if (kinds.empty() || kinds.back() != event.kind)
      kinds.push_back(event.kind);
  };
  ASSERT_TRUE(upgrade(older_, options).ok());
  using Kind = Event::Kind;
  EXPECT_THAT(kinds, ElementsAre(Kind::copying, Kind::started, Kind::finished,
                                 Kind::checking, Kind::copying));
}

TEST_F(SafeUpgradeTest, IsCancelledAtAnyEvent) {
  ASSERT_TRUE(upgrade(older_).ok());
  for (int at = 1;; ++at) {
    StopSource stop;
    int heard = 0;
    SafeUpgradeOptions options;
    options.migrator.stop = stop.token();
    options.migrator.on_event = [&](const Event&) {
      if (++heard == at) stop.request_stop();
    };
    const SafeUpgradeReport report = upgrade(newer_, options);
    if (report.ok()) {
      EXPECT_GT(at, 4);
      break;
    }
    EXPECT_EQ(report.run.error->code, ErrorCode::cancelled) << at;
    EXPECT_THAT(applied(), ElementsAre("1")) << at;
    EXPECT_FALSE(has_table("b")) << at;
    EXPECT_THAT(beside(), ElementsAre("")) << at;
  }
  EXPECT_THAT(applied(), ElementsAre("1", "2"));
}

TEST_F(SafeUpgradeTest, ThrowsOnWhatTheListenerThrows) {
  SafeUpgradeOptions options;
  options.migrator.on_event = [](const Event& event) {
    if (event.kind == Event::Kind::copying) throw std::runtime_error("enough");
  };
  EXPECT_THROW(static_cast<void>(upgrade(newer_, options)), std::runtime_error);
  EXPECT_THAT(beside(), ElementsAre(""));
  EXPECT_TRUE(upgrade(newer_).ok());
}

TEST_F(SafeUpgradeTest, KeepsTheOldFileOnlyWhereItIsReplaced) {
  ASSERT_TRUE(upgrade(older_).ok());
  SafeUpgradeOptions options;
  options.keep_old = file() + ".old";
  EXPECT_FALSE(upgrade(broken_, options).ok());
  EXPECT_FALSE(fs::exists(options.keep_old));
  ASSERT_TRUE(upgrade(newer_, options).ok());
  const auto old =
      test::sqlite_rows(options.keep_old, "SELECT id FROM godwit_migrations");
  fs::remove(options.keep_old);
  EXPECT_THAT(old, ElementsAre(ElementsAre("1")));
}

TEST_F(SafeUpgradeTest, RemovesACopyThatWasLeftBehind) {
  std::ofstream(copy()) << "of a killed process";
  std::ofstream(copy() + "-wal") << "of a killed process";
  ASSERT_TRUE(upgrade(newer_).ok());
  EXPECT_THAT(beside(), ElementsAre(""));
  std::ofstream(copy() + ".part") << "of another one";
  ASSERT_TRUE(upgrade(newer_).ok());
  EXPECT_THAT(beside(), ElementsAre(""));
}

TEST_F(SafeUpgradeTest, SetsUpTheConnectionsToTheCopyToo) {
  int made = 0;
  SafeUpgradeOptions options;
  options.on_connect = [&](const NativeConnection& native) -> Result<void> {
    ++made;
    sqlite3_create_function(
        native.sqlite, "twice", 1, SQLITE_UTF8, nullptr,
        [](sqlite3_context* context, int, sqlite3_value** values) {
          sqlite3_result_int(context, 2 * sqlite3_value_int(values[0]));
        },
        nullptr, nullptr);
    return {};
  };
  const SafeUpgradeReport report =
      upgrade({{"1_a.sql",
                "-- migrate:up\nCREATE TABLE a (b INTEGER);\n"
                "INSERT INTO a VALUES (twice(21));\n"}},
              options);
  ASSERT_TRUE(report.ok()) << why(report.run);
  EXPECT_GE(made, 3);
  EXPECT_EQ(rows(database_, "SELECT b FROM a")[0][0], "42");
}

TEST_F(SafeUpgradeTest, RowsThatPointedNowhereBeforeAreNoObstacle) {
  execute(database_, "CREATE TABLE p (id INTEGER PRIMARY KEY)");
  execute(database_, "CREATE TABLE c (p INTEGER REFERENCES p)");
  execute(database_, "INSERT INTO c VALUES (7)");
  const SafeUpgradeReport report = upgrade(newer_);
  EXPECT_TRUE(report.ok()) << why(report.run);
}

// A script outside a transaction is not checked for that as it runs.
TEST_F(SafeUpgradeTest, RowsThatPointNowhereNowAre) {
  ASSERT_TRUE(upgrade(older_).ok());
  const SafeUpgradeReport report = upgrade(
      {table("1", "a"),
       {"2_b.sql",
        "-- migrate:up\n-- godwit: no-transaction\nCREATE TABLE c (a INTEGER "
        "REFERENCES a);\nINSERT INTO c VALUES (7);\n"}});
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.run.error->code, ErrorCode::foreign_key_violation);
  EXPECT_FALSE(has_table("c"));
}

TEST_F(SafeUpgradeTest, TheCopyMayBeElsewhere) {
  const fs::path folder = file() + ".d";
  fs::create_directory(folder);
  SafeUpgradeOptions options;
  options.copy_directory = folder.string();
  std::string copied;
  options.migrator.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::copying && copied.empty()) {
      copied = std::string(event.text);
    }
  };
  EXPECT_TRUE(upgrade(newer_, options).ok());
  EXPECT_TRUE(copied.starts_with(folder.string())) << copied;
  EXPECT_TRUE(fs::is_empty(folder));
  fs::remove_all(folder);
}

TEST_F(SafeUpgradeTest, WhatIsNoFileIsRefused) {
  const SafeUpgradeReport report =
      safe_upgrade("sqlite::memory:", set_of(newer_));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.run.error->code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace godwit
