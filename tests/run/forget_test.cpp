// SPDX-License-Identifier: BSL-1.0
//
// What migrations have dropped and kept, and how it goes for good.
#include "run/migrator_fixture.h"

namespace godwit {

namespace {

class ForgetTest : public MigratorTest {
 protected:
  // As they are generated.
  const std::vector<File> files_ = {
      {"1_people.sql",
       "CREATE TABLE person (id integer PRIMARY KEY, nick text);\n"
       "INSERT INTO person VALUES (1, 'k'), (2, 'j');\n"
       "CREATE TABLE note (body text);\nINSERT INTO note VALUES ('one');\n"},
      {"2_drop.sql",
       "CREATE TABLE godwit_kept_person_nick (id integer PRIMARY KEY, nick "
       "text);\nINSERT INTO godwit_kept_person_nick SELECT id, nick FROM "
       "person;\nALTER TABLE person DROP COLUMN nick;\n"
       "CREATE TABLE godwit_kept_note (body text);\n"
       "INSERT INTO godwit_kept_note SELECT body FROM note;\n"
       "DROP TABLE note;\n"}};

  static std::vector<std::string> names_of(
      const Result<std::vector<KeptTable>>& tables) {
    EXPECT_TRUE(tables.ok()) << to_string(tables.error());
    std::vector<std::string> names;
    if (!tables.ok()) return names;
    for (const KeptTable& table : *tables) {
      names.push_back(to_string(table) + ": " + std::to_string(table.rows));
    }
    return names;
  }
};

TEST_F(ForgetTest, ListsWhatIsKeptAndWritesNothing) {
  Migrator migrator = this->migrator(files_);
  EXPECT_THAT(names_of(migrator.kept()), IsEmpty());
  EXPECT_FALSE(has_table("godwit_migrations"));

  ASSERT_TRUE(migrator.up().ok());
  EXPECT_THAT(names_of(migrator.kept()),
              ElementsAre("godwit_kept_note: 1", "godwit_kept_person_nick: 2"));
  EXPECT_EQ(migrator.kept()->front().schema, postgresql ? "public" : "");
  EXPECT_THAT(migrator.log().value(), SizeIs(1));
}

TEST_F(ForgetTest, DropsWhatIsNamedAndLogsIt) {
  Migrator migrator = this->migrator(files_, {.applied_by = "somebody"});
  ASSERT_TRUE(migrator.up().ok());

  EXPECT_THAT(names_of(migrator.forget({.tables = {"godwit_kept_person_nick"},
                                        .reason = "nobody goes back"})),
              ElementsAre("godwit_kept_person_nick: 2"));

  EXPECT_FALSE(has_table("godwit_kept_person_nick"));
  EXPECT_THAT(names_of(migrator.kept()), ElementsAre("godwit_kept_note: 1"));
  const LoggedRun run = migrator.log()->back();
  EXPECT_EQ(run.action, "forget");
  EXPECT_EQ(run.state, LoggedRun::State::done);
  EXPECT_THAT(run.steps, ElementsAre("godwit_kept_person_nick, 2 rows"));
  EXPECT_EQ(run.steps_done, 1u);
  EXPECT_EQ(run.reason, "nobody goes back");
  EXPECT_EQ(run.run_by, "somebody");
  EXPECT_THAT(run.set_digest, SizeIs(64));
  EXPECT_THAT(run.ended_at, SizeIs(24));
}

TEST_F(ForgetTest, ForgetsSeveralAtOnceAndLeavesTheHistoryComplete) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  ASSERT_THAT(names_of(migrator.forget(
                  {.tables = {"godwit_kept_person_nick", "godwit_kept_note"}})),
              SizeIs(2));
  EXPECT_THAT(migrator.log()->back().steps,
              ElementsAre("godwit_kept_note, 1 row",
                          "godwit_kept_person_nick, 2 rows"));
  EXPECT_TRUE(migrator.status()->exact());
  EXPECT_TRUE(migrator.up().ok());
}

TEST_F(ForgetTest, NothingToForgetIsNoRun) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  EXPECT_THAT(names_of(migrator.forget({})), IsEmpty());
  EXPECT_THAT(migrator.log().value(), SizeIs(1));
}

TEST_F(ForgetTest, WhatIsNoSideTableStaysAndSoDoesAllElse) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  const auto gone = migrator.forget({.tables = {"godwit_kept_note", "person"}});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(gone.error().message, HasSubstr("\"person\""));
  EXPECT_THAT(names_of(migrator.kept()), SizeIs(2));
  EXPECT_THAT(migrator.log().value(), SizeIs(1));
}

// It can be dropped, and its record cannot be written.
TEST_F(ForgetTest, StaysWhereItCannotBeLogged) {
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  execute(database_, "CREATE UNIQUE INDEX in_the_way ON " + history_table +
                         "_log (state)");
  const auto gone = migrator.forget({.tables = {"godwit_kept_note"}});
  ASSERT_FALSE(gone.ok());
  EXPECT_THAT(gone.error().notes, ::testing::Contains("nothing was forgotten"));
  EXPECT_TRUE(has_table("godwit_kept_note"));
}

TEST_F(ForgetTest, NeedsAHistoryToSayWhatWasForgotten) {
  ASSERT_TRUE(migrator(files_).up().ok());
  const auto gone = migrator(files_, {.history_table = "elsewhere"})
                        .forget({.tables = {"godwit_kept_note"}});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(gone.error().message, HasSubstr("elsewhere"));
  EXPECT_TRUE(has_table("godwit_kept_note"));
}

TEST_F(ForgetTest, WaitsForWhoMigrates) {
  ASSERT_TRUE(migrator(files_).up().ok());
  Migrator impatient =
      migrator(files_, {.lock_timeout = std::chrono::milliseconds(0)});
  std::vector<File> more = files_;
  more.push_back(table("3", "c"));
  Migrator other = migrator(
      more, {.on_event = [&](const Event& event) {
        if (event.kind != Event::Kind::started) return;
        const auto gone = impatient.forget({.tables = {"godwit_kept_note"}});
        ASSERT_FALSE(gone.ok());
        EXPECT_EQ(gone.error().code, ErrorCode::locked);
      }});
  ASSERT_TRUE(other.up().ok());
  EXPECT_TRUE(has_table("godwit_kept_note"));
}

TEST_F(ForgetTest, FindsThoseOfOtherSchemas) {
  if (!postgresql) GTEST_SKIP() << "it has one schema";
  Migrator migrator =
      this->migrator({{"1_a.sql",
                       "CREATE SCHEMA audit;\n"
                       "CREATE TABLE audit.godwit_kept_note (body text);\n"
                       "CREATE TABLE public.godwit_kept_note (body text);\n"}});
  ASSERT_TRUE(migrator.up().ok());
  EXPECT_THAT(names_of(migrator.forget({.tables = {"audit.godwit_kept_note"}})),
              ElementsAre("audit.godwit_kept_note: 0"));
  EXPECT_THAT(
      names_of(migrator.forget({.tables = {"public.godwit_kept_note"}})),
      ElementsAre("godwit_kept_note: 0"));
}

TEST_F(ForgetTest, NothingGoesThatSomethingElseUses) {
  if (!postgresql) GTEST_SKIP() << "it drops a table under a view";
  Migrator migrator = this->migrator(files_);
  ASSERT_TRUE(migrator.up().ok());
  execute(database_,
          "CREATE VIEW nicks AS SELECT * FROM godwit_kept_person_nick");
  const auto gone = migrator.forget(
      {.tables = {"godwit_kept_note", "godwit_kept_person_nick"}});
  ASSERT_FALSE(gone.ok());
  EXPECT_THAT(
      gone.error().notes,
      ::testing::IsSupersetOf({"godwit_kept_person_nick cannot be dropped",
                               "nothing was forgotten"}));
  EXPECT_THAT(names_of(migrator.kept()), SizeIs(2));
}

}  // namespace
}  // namespace godwit
