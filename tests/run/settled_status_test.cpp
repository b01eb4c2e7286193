// SPDX-License-Identifier: BSL-1.0
//
// A status that leaves out what is settled is the end of the whole one.
#include <fmt/format.h>

#include <algorithm>

#include "migration/outline.h"
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

std::string described(const StatusEntry& entry) {
  std::string text =
      fmt::format("{} {} {} {} {} {} {}", to_string(entry.kind),
                  entry.version.text(), entry.name, to_string(entry.state),
                  entry.file, entry.reversible, entry.source_changed);
  if (const auto& row = entry.applied) {
    text += fmt::format(" {} {} {} {} {} {} {}", row->sequence, row->name,
                        row->checksum, row->batch, row->applied_at,
                        row->duration_us, row->reversible);
  }
  return text;
}

bool is_settled(const StatusEntry& entry) {
  return entry.state == MigrationState::applied && !entry.source_changed;
}

std::vector<std::string> described(std::span<const StatusEntry> entries) {
  std::vector<std::string> texts;
  for (const StatusEntry& entry : entries) texts.push_back(described(entry));
  return texts;
}

std::vector<File> tables(int count) {
  std::vector<File> files;
  for (int i = 1; i <= count; ++i) {
    files.push_back(table(fmt::format("{:02}", i), fmt::format("t{}", i)));
  }
  return files;
}

class SettledStatusTest : public MigratorTest {
 protected:
  /// As a program whose build has checked the files.
  Migrator outlined(const std::vector<File>& files) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    EmbeddedFiles& set = *sets_.back();
    const MigrationSet read = MigrationSet::from(set.set()).value();
    set.with_outline(outline_of(read, set.set()));
    return Migrator(connect(), set.set());
  }

  /// How many the status without the last `last` ones leaves out, once it is
  /// known to be the rest of the whole one.
  std::size_t left_out(Migrator migrator, std::size_t last = 5) {
    const Status whole = migrator.status().value();
    const Status rest = migrator.status({.settled = last}).value();
    EXPECT_EQ(whole.settled, 0u);
    const std::span entries(whole.entries);
    EXPECT_LE(rest.settled, entries.size());
    const auto settled = entries.first(std::min(rest.settled, entries.size()));
    EXPECT_TRUE(std::all_of(settled.begin(), settled.end(), is_settled));
    EXPECT_EQ(described(entries.subspan(settled.size())),
              described(rest.entries));
    for (const MigrationState state :
         {MigrationState::applied, MigrationState::pending}) {
      EXPECT_EQ(rest.count(state), whole.count(state));
    }
    EXPECT_EQ(rest.up_to_date(), whole.up_to_date());
    EXPECT_EQ(rest.exact(), whole.exact());
    EXPECT_EQ(rest.running, whole.running);
    EXPECT_EQ(rest.initialised, whole.initialised);
    return rest.settled;
  }

  void change(const std::string& what) {
    execute(database_, "UPDATE " + history_table + " SET " + what);
  }
};

TEST_F(SettledStatusTest, LeavesOutAllButTheLastOfWhatIsApplied) {
  ASSERT_TRUE(outlined(tables(12)).up().ok());
  EXPECT_EQ(left_out(outlined(tables(12))), 7u);
  EXPECT_EQ(left_out(outlined(tables(12)), 11), 1u);
  EXPECT_EQ(left_out(outlined(tables(12)), 12), 0u);
  EXPECT_EQ(left_out(outlined(tables(12)), 0), 11u);
}

TEST_F(SettledStatusTest, TellsAllThatIsPending) {
  ASSERT_TRUE(outlined(tables(12)).up({.steps = 8}).ok());
  EXPECT_EQ(left_out(outlined(tables(12))), 3u);
}

TEST_F(SettledStatusTest, EndsBeforeWhatWasEdited) {
  ASSERT_TRUE(outlined(tables(12)).up().ok());
  change("checksum = 'another' WHERE id = '09'");
  EXPECT_EQ(left_out(outlined(tables(12))), 3u);
}

TEST_F(SettledStatusTest, EndsBeforeWhatTheSetDoesNotKnow) {
  std::vector<File> files = tables(12);
  ASSERT_TRUE(outlined(files).up().ok());
  files.erase(files.begin() + 7);
  EXPECT_EQ(left_out(outlined(files)), 2u);
}

TEST_F(SettledStatusTest, EndsBeforeWhatWasAppliedLater) {
  std::vector<File> files = tables(12);
  const File late = files[7];
  files.erase(files.begin() + 7);
  ASSERT_TRUE(outlined(files).up().ok());
  files.insert(files.begin() + 7, late);
  EXPECT_EQ(left_out(outlined(files)), 2u);
  ASSERT_TRUE(outlined(files).up({.allow_out_of_order = true}).ok());
  EXPECT_EQ(left_out(outlined(files)), 2u);
}

TEST_F(SettledStatusTest, IsTheWholeOneWhereARowIsHalfway) {
  ASSERT_TRUE(outlined(tables(12)).up().ok());
  change("state = 'started' WHERE id = '09'");
  EXPECT_EQ(left_out(outlined(tables(12))), 0u);
}

TEST_F(SettledStatusTest, IsTheWholeOneWhereARowOfNoFileIsHalfway) {
  std::vector<File> files = tables(12);
  ASSERT_TRUE(outlined(files).up().ok());
  change("state = 'started' WHERE id = '02'");
  files.erase(files.begin() + 1);
  EXPECT_EQ(left_out(outlined(files)), 0u);
}

// What has directives is not in an outline.
TEST_F(SettledStatusTest, HasWhatIsOlderThanAllThatIsSettled) {
  std::vector<File> files = tables(12);
  ASSERT_TRUE(outlined(files).up().ok());
  files.push_back({"0_first.sql", "-- godwit: breaking\nSELECT 1;"});
  EXPECT_EQ(left_out(outlined(files)), 0u);
  files.back().first = "2.1_between.sql";
  EXPECT_EQ(left_out(outlined(files)), 0u);
}

TEST_F(SettledStatusTest, KnowsPairsOfFiles) {
  std::vector<File> files = tables(12);
  files[2] = {"03_t3.up.sql", "CREATE TABLE t3 (id integer);"};
  files.insert(files.begin() + 2, {"03_t3.down.sql", "DROP TABLE t3;"});
  ASSERT_TRUE(outlined(files).up().ok());
  EXPECT_EQ(left_out(outlined(files)), 7u);
}

TEST_F(SettledStatusTest, HasWhatStandsBesideMigrations) {
  std::vector<File> files = tables(6);
  files.push_back({"repeatable/v.sql", "CREATE VIEW v AS SELECT id FROM t1;"});
  ASSERT_TRUE(outlined(files).up().ok());
  files = tables(12);
  files.push_back({"repeatable/v.sql", "CREATE VIEW v AS SELECT id FROM t1;"});
  files.push_back({"seed/1_rows.sql", "INSERT INTO t1 VALUES (1);"});
  ASSERT_TRUE(outlined(files).up().ok());
  EXPECT_EQ(left_out(outlined(files)), 7u);
}

TEST_F(SettledStatusTest, IsTheWholeOneWhereNobodyHasCheckedTheSet) {
  ASSERT_TRUE(migrator(tables(12)).up().ok());
  EXPECT_EQ(left_out(migrator(tables(12))), 0u);
}

TEST_F(SettledStatusTest, IsTheWholeOneOfANewDatabase) {
  EXPECT_EQ(left_out(outlined(tables(12))), 0u);
}

}  // namespace
}  // namespace godwit
