// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "driver/examination.h"
#include "driver/table_size.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

namespace fs = std::filesystem;

class SqliteExaminationTest : public DriverTest {
 protected:
  // "warning foreign-keys: 1 row of …" of a topic.
  std::vector<std::string> found(const std::string& topic) {
    connection_ = connect({.read_only = true});
    std::vector<std::string> lines;
    for (const Observation& one : session().examine({})) {
      if (one.topic != topic) continue;
      lines.push_back(std::string(to_string(one.weight)) + ": " + one.what);
      const bool wrong =
          one.weight == Weight::warning || one.weight == Weight::error;
      EXPECT_EQ(wrong && one.remedy.empty(), false) << one.what;
    }
    return lines;
  }

  fs::path file() const { return database_.name(); }
};

TEST_F(SqliteExaminationTest, ASoundDatabaseIsSound) {
  connection_ = connect({.read_only = true});
  for (const Observation& one : session().examine({})) {
    EXPECT_EQ(to_string(one.weight), "ok") << one.topic << ": " << one.what;
  }
}

TEST_F(SqliteExaminationTest, WritesNothing) {
  const auto before = fs::last_write_time(file());
  found("integrity");
  EXPECT_EQ(fs::last_write_time(file()), before);
}

TEST_F(SqliteExaminationTest, RowsThatPointNowhereAreCounted) {
  execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
  execute("CREATE TABLE child (parent INTEGER REFERENCES parent (id))");
  execute("INSERT INTO child VALUES (1), (2)");
  EXPECT_THAT(found("foreign-keys"),
              ElementsAre("warning: 2 rows of child point to no row of "
                          "parent"));
}

TEST_F(SqliteExaminationTest, ADamagedFileIsFound) {
  execute("CREATE TABLE big (text TEXT)");
  execute(
      "INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
      "FROM n WHERE i < 2000) SELECT 'row number ' || i FROM n");
  connection_.reset();
  {
    std::fstream damaged(file(),
                         std::ios::in | std::ios::out | std::ios::binary);
    damaged.seekp(static_cast<std::streamoff>(fs::file_size(file()) / 2));
    damaged << std::string(6000, 'x');
  }
  const auto lines = found("integrity");
  ASSERT_FALSE(lines.empty());
  EXPECT_THAT(lines.front(), ::testing::StartsWith("error: "));
}

TEST_F(SqliteExaminationTest, AJournalOfAWriterIsSeen) {
  sqlite3* writer = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &writer), SQLITE_OK);
  ASSERT_EQ(
      sqlite3_exec(writer, "BEGIN IMMEDIATE; INSERT INTO log VALUES ('a', 'b')",
                   nullptr, nullptr, nullptr),
      SQLITE_OK);
  const auto lines = found("journal");
  sqlite3_close(writer);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("somebody writes just now"));
}

TEST_F(SqliteExaminationTest, ALogThatGrowsIsSeen) {
  execute("PRAGMA journal_mode = WAL");
  execute("CREATE TABLE big (bytes BLOB)");
  sqlite3* reader = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &reader), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM log", nullptr,
                         nullptr, nullptr),
            SQLITE_OK);
  execute("INSERT INTO big VALUES (zeroblob(70000000))");
  const auto lines = found("journal");
  sqlite3_close(reader);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("-wal has grown to"));
}

TEST_F(SqliteExaminationTest, TooLittleSpaceForACopyIsSeen) {
  const auto size = fs::file_size(file());
  // Without blocks on the disk, and behind what SQLite reads.
  fs::resize_file(file(), size + fs::space(file().parent_path()).available);
  const auto lines = found("space");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], ::testing::StartsWith("warning: "));
}

TEST_F(SqliteExaminationTest, AFileOfManyFreePagesIsNoted) {
  execute("CREATE TABLE big (text TEXT)");
  execute(
      "INSERT INTO big WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
      "FROM n WHERE i < 6000) SELECT hex(zeroblob(500)) FROM n");
  execute("DROP TABLE big");
  const auto lines = found("pages");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], ::testing::StartsWith("note: "));
}

TEST_F(SqliteExaminationTest, AMissingFileIsNoted) {
  connection_ = godwit::connect("sqlite:" + file().string() + ".missing",
                                {.read_only = true})
                    .value();
  const auto all = session().examine({});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].what, "the file does not exist yet");
}

// Root may write everywhere, so it is the process that gives up its rights.
TEST_F(SqliteExaminationTest, ADirectoryWithoutRightsIsAnError) {
  const fs::path folder = file().parent_path();
  fs::permissions(folder, fs::perms(0555));
  fs::permissions(file(), fs::perms(0444));
  const bool root = geteuid() == 0;
  if (root) {
    fs::permissions(folder.parent_path(), fs::perms(0755));
    ASSERT_EQ(setresuid(65534, 65534, 0), 0);
  }
  const auto directory = found("directory");
  const auto of_file = found("file");
  const bool back = !root || setresuid(0, 0, 0) == 0;
  fs::permissions(folder, fs::perms(0755));
  ASSERT_TRUE(back);
  ASSERT_EQ(directory.size(), 1u);
  EXPECT_THAT(directory[0], HasSubstr("may not write in"));
  EXPECT_THAT(of_file.back(), HasSubstr("may not write the file"));
}

TEST_F(SqliteExaminationTest, AStatementThatReadsMuchStopsCounting) {
  execute("CREATE TABLE many (id INTEGER)");
  execute(
      "INSERT INTO many WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + "
      "1 FROM n WHERE i < 100005) SELECT i FROM n");
  const std::vector<TableName> tables = {{.name = "many"}, {.name = "log"}};
  const auto sizes = session().sizes(tables).value();
  EXPECT_EQ(sizes[0].from, RowsFrom::at_least);
  EXPECT_EQ(sizes[0].rows, 100000);
  EXPECT_EQ(sizes[1].from, RowsFrom::count);
  EXPECT_EQ(sizes[1].rows, 0);
}

}  // namespace
}  // namespace godwit::driver
