// SPDX-License-Identifier: BSL-1.0
#include "plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "migration/statements_checksum.h"
#include "plan/amendment.h"
#include "plan/refusals.h"
#include "support/embedded_files.h"

namespace godwit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Five migrations with a way down each, and a history to go with them.
class Planning : public ::testing::Test {
 protected:
  void use_files(const std::vector<test::EmbeddedFiles::File>& files) {
    files_ = std::make_unique<test::EmbeddedFiles>(Dialect::sqlite, files);
    set_ = MigrationSet::from(files_->set()).value();
  }

  void use_versions(const std::vector<std::string>& versions) {
    std::vector<test::EmbeddedFiles::File> files;
    files.reserve(versions.size());
    for (const std::string& version : versions) {
      files.emplace_back(
          version + "_x.sql",
          "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;");
    }
    use_files(files);
  }

  /// A row as `up` of this set would have written it, or of a migration that
  /// the set does not know.
  AppliedMigration& apply(const std::string& version) {
    AppliedMigration row{.version = Version::parse(version).value(),
                         .sequence = next_sequence_++,
                         .name = "x",
                         .batch = 1};
    if (const Migration* migration = set_.find(row.version)) {
      row.checksum = migration->checksum;
    }
    history_.exists = true;
    history_.applied.push_back(row);
    return history_.applied.back();
  }

  std::vector<std::string> up(const UpRequest& request = {}) {
    return versions(plan_up(set_, history_, request));
  }
  std::vector<std::string> down(const DownRequest& request = {}) {
    return versions(plan_down(set_, history_, request));
  }
  Error up_error(const UpRequest& request = {}) {
    return plan_up(set_, history_, request).error();
  }
  Error down_error(const DownRequest& request = {}) {
    return plan_down(set_, history_, request).error();
  }
  Error verify_error() { return not_verified(make_status(set_, history_), {}); }
  MigrationState state_of(const std::string& version) {
    for (const StatusEntry& entry : make_status(set_, history_).entries) {
      if (entry.version.text() == version) return entry.state;
    }
    ADD_FAILURE() << "no entry " << version;
    return {};
  }

  static std::vector<std::string> versions(const Result<Plan>& plan) {
    if (!plan) return {"refused: " + plan.error().message};
    std::vector<std::string> result;
    for (const Step& step : plan->steps) result.push_back(step.version.text());
    return result;
  }

  std::unique_ptr<test::EmbeddedFiles> files_;
  MigrationSet set_;
  RecordedHistory history_;
  std::int64_t next_sequence_ = 1;
};

TEST_F(Planning, RefusesWhatIsStillAsCreateWroteIt) {
  use_files({{"1_a.sql",
              "-- migrate:up\n-- Write here what this migration "
              "changes.\r\n\n-- migrate:down\n"}});
  EXPECT_THAT(up(), ElementsAre("1"));
  const auto refused = check_written(*plan_up(set_, history_, {}));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "1_a is still as create wrote it");
  EXPECT_EQ(refused.error().location.line, 2u);

  apply("1");
  EXPECT_TRUE(check_written(*plan_down(set_, history_, {})).ok());
}

TEST_F(Planning, RefusesAWayDownThatIsStillAsCreateWroteIt) {
  use_files({{"1_a.sql",
              "-- migrate:up\nSELECT 1;\n-- migrate:down\n"
              "-- Write here what undoes it.\n"}});
  EXPECT_TRUE(check_written(*plan_up(set_, history_, {})).ok());
  apply("1");
  const auto refused = check_written(*plan_down(set_, history_, {}));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().location.line, 4u);
}

TEST_F(Planning, TakesWhatIsWrittenBelowTheWordsOfCreate) {
  use_files({{"1_a.sql",
              "-- Write here what this migration changes.\n"
              "SELECT 1;\n"}});
  EXPECT_TRUE(check_written(*plan_up(set_, history_, {})).ok());
}

// Nobody can write it there, and without it no older binary could go back.
TEST_F(Planning, TakesAWayDownFromTheHistoryAsItIs) {
  use_versions({"1"});
  apply("1");
  AppliedMigration& unknown = apply("2");
  unknown.reversible = true;
  unknown.down_sql = "-- Write here what undoes it.\n";
  EXPECT_TRUE(check_written(*plan_down(set_, history_, {})).ok());
}

TEST_F(Planning, AppliesEverythingToAnEmptyDatabase) {
  use_versions({"1", "2", "3"});
  EXPECT_THAT(up(), ElementsAre("1", "2", "3"));
  EXPECT_TRUE(plan_up(set_, history_, {})->completes_set);
}

TEST_F(Planning, AppliesOnlyWhatIsPending) {
  use_versions({"1", "2", "3"});
  apply("1");
  EXPECT_THAT(up(), ElementsAre("2", "3"));
}

TEST_F(Planning, HasNothingToDoWhenAllIsApplied) {
  use_versions({"1", "2"});
  apply("1");
  apply("2");
  EXPECT_THAT(up(), IsEmpty());
  EXPECT_TRUE(make_status(set_, history_).up_to_date());
}

TEST_F(Planning, NumbersRowsAfterTheOnesThatAreThere) {
  use_versions({"1", "2"});
  apply("1");
  const Plan plan = plan_up(set_, history_, {}).value();
  EXPECT_EQ(plan.steps[0].sequence, 2);
  EXPECT_EQ(plan.steps[0].batch, 2);
}

TEST_F(Planning, StopsAfterTheVersionAskedFor) {
  use_versions({"0001", "0002", "0003"});
  EXPECT_THAT(up({.to = Version(2)}), ElementsAre("0001", "0002"));
  EXPECT_FALSE(plan_up(set_, history_, {.to = Version(2)})->completes_set);
}

TEST_F(Planning, HasNothingToDoUpToAVersionThatIsApplied) {
  use_versions({"1", "2", "3"});
  apply("1");
  apply("2");
  EXPECT_THAT(up({.to = Version(1)}), IsEmpty());
}

TEST_F(Planning, RefusesAVersionThatDoesNotExist) {
  use_versions({"1", "2"});
  const Error error = up_error({.to = Version(99)});
  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_EQ(error.message, "there is no migration 99");
  EXPECT_EQ(error.hint, "this set goes from 1 to 2");
}

TEST_F(Planning, AppliesAtMostSoManySteps) {
  use_versions({"1", "2", "3"});
  EXPECT_THAT(up({.steps = 2}), ElementsAre("1", "2"));
  EXPECT_THAT(up({.steps = 9}), ElementsAre("1", "2", "3"));
  EXPECT_THAT(up({.steps = 0}), IsEmpty());
}

TEST_F(Planning, RefusesAnEditedMigration) {
  use_versions({"1", "2"});
  apply("1").checksum = "other";
  const Error error = up_error();
  EXPECT_EQ(error.code, ErrorCode::edited);
  EXPECT_EQ(error.message, "1_x was edited after being applied");
  EXPECT_EQ(error.location.file, "migrations/1_x.sql");
  EXPECT_EQ(state_of("1"), MigrationState::edited);
}

TEST_F(Planning, SaysHowTheEditOfAReleasedFileIsAccepted) {
  use_versions({"1", "2"});
  const std::string recorded(64, 'a');
  apply("1").checksum = recorded;
  apply("2").checksum = recorded;
  const std::string lines =
      "if a released file had to be mended, write \"-- godwit: formerly " +
      recorded +
      "\" at the head of migrations/1_x.sql, \"-- godwit: formerly " +
      recorded + "\" at the head of migrations/2_x.sql";
  EXPECT_THAT(up_error().hint, HasSubstr(lines));
  EXPECT_THAT(verify_error().hint, HasSubstr(lines));
}

TEST_F(Planning, AcceptsWhatAFileWasBeforeItWasMended) {
  const std::string recorded(64, 'a');
  use_files({{"1_x.sql", "-- godwit: formerly " + recorded + "\nSELECT 1;"},
             {"2_x.sql", "SELECT 2;"}});
  apply("1").checksum = recorded;

  EXPECT_THAT(up(), ElementsAre("2"));
  const Status status = make_status(set_, history_);
  EXPECT_EQ(status.entries[0].state, MigrationState::applied);
  EXPECT_TRUE(status.entries[0].source_changed);
  EXPECT_EQ(make_health(set_, history_).state, HealthState::behind);
  apply("2");
  EXPECT_THAT(up(), IsEmpty());
  EXPECT_TRUE(make_status(set_, history_).exact());
  EXPECT_EQ(make_health(set_, history_).state, HealthState::up_to_date);
  history_.applied[0].checksum[0] = 'b';
  EXPECT_EQ(up_error().code, ErrorCode::edited);
  EXPECT_EQ(make_health(set_, history_).state, HealthState::diverged);
}

/// 1 to 3 became 3, whose text was another one then; 4 came later.
class PlanningASquash : public Planning {
 protected:
  PlanningASquash() {
    use_files({{"3_squashed.sql",
                "-- godwit: replaces 1_a\n-- godwit: replaces 2_b\n"
                "-- godwit: formerly " +
                    before_ + "\n-- godwit: irreversible squashed\nSELECT 1;"},
               {"4_x.sql", "SELECT 2;"}});
  }
  void apply_before(const std::string& version) {
    apply(version).checksum = before_;
  }

  const std::string before_ = std::string(64, 'a');
};

TEST_F(PlanningASquash, RunsItOnAnEmptyDatabase) {
  EXPECT_THAT(up(), ElementsAre("3", "4"));
  EXPECT_TRUE(plan_up(set_, history_, {})->completes_set);
  EXPECT_EQ(state_of("3"), MigrationState::pending);
}

TEST_F(PlanningASquash, AcceptsADatabaseThatHasWhatItReplaces) {
  for (const char* version : {"1", "2", "3"}) apply_before(version);
  history_.applied[1].breaking = true;

  EXPECT_THAT(up(), ElementsAre("4"));
  EXPECT_TRUE(plan_up(set_, history_, {})->completes_set);
  EXPECT_EQ(state_of("1"), MigrationState::replaced);
  EXPECT_EQ(state_of("3"), MigrationState::applied);
  EXPECT_EQ(make_health(set_, history_).state, HealthState::behind);
  apply("4");
  const Status status = make_status(set_, history_);
  EXPECT_TRUE(status.up_to_date());
  EXPECT_TRUE(status.exact());
  EXPECT_THAT(status.differences({.exact = true}), IsEmpty());
  EXPECT_EQ(status.entries[0].replaced_by->text(), "3");
  EXPECT_TRUE(make_health(set_, history_).fit());
}

TEST_F(PlanningASquash, AcceptsADatabaseThatBeganWithIt) {
  apply("3");
  EXPECT_THAT(up(), ElementsAre("4"));
  // Also by a text that was mended since.
  history_.applied[0].checksum = before_;
  EXPECT_THAT(up(), ElementsAre("4"));
}

TEST_F(PlanningASquash, RefusesADatabaseThatHasAPartOfWhatItReplaces) {
  apply_before("1");
  const Error error = up_error({.allow_out_of_order = true});
  EXPECT_EQ(error.code, ErrorCode::incomplete);
  EXPECT_EQ(error.message,
            "3_squashed replaces migrations of which only a part is applied");
  EXPECT_THAT(error.notes, ElementsAre("not applied: 2_b, 3"));
  EXPECT_EQ(state_of("3"), MigrationState::incomplete);
  EXPECT_EQ(verify_error().code, ErrorCode::incomplete);
  const Health health = make_health(set_, history_);
  EXPECT_EQ(health.state, HealthState::diverged);
  EXPECT_EQ(health.incomplete, 1u);
  EXPECT_FALSE(health.binary_too_old);
  // A later one changes nothing of that.
  apply("4");
  EXPECT_EQ(up_error().code, ErrorCode::incomplete);
}

TEST_F(PlanningASquash, RefusesADatabaseInWhichOneWasLeftOut) {
  apply_before("1");
  apply_before("3");
  EXPECT_THAT(up_error().notes, ElementsAre("not applied: 2_b"));
}

TEST_F(PlanningASquash, RefusesWhatStoppedHalfwayBeforeIt) {
  apply_before("1");
  apply_before("2");
  apply_before("3");
  history_.applied[2].state = AppliedState::started;
  EXPECT_THAT(up_error().notes, ElementsAre("not applied: 3"));
  history_.applied[2].state = AppliedState::applied;
  history_.applied[1].state = AppliedState::started;
  EXPECT_THAT(up_error().notes, ElementsAre("not applied: 2_b"));
}

TEST_F(PlanningASquash, TakesWhatWasMarkedAsAppliedForComplete) {
  apply_before("1");
  apply("3");
  EXPECT_THAT(up(), ElementsAre("4"));
}

TEST_F(PlanningASquash, RefusesAnEditAsEver) {
  apply_before("1");
  apply_before("2");
  apply("3").checksum = std::string(64, 'b');
  EXPECT_EQ(up_error().code, ErrorCode::edited);
}

TEST_F(PlanningASquash, DoesNotUndoIt) {
  for (const char* version : {"1", "2", "3"}) apply_before(version);
  EXPECT_EQ(down_error().code, ErrorCode::irreversible);
  EXPECT_EQ(down_error({.to = Version::parse("1").value()}).code,
            ErrorCode::irreversible);
}

TEST_F(PlanningASquash, RepairsNothingOfIt) {
  apply_before("1");
  EXPECT_THAT(*plan_repair(set_, history_, {}), IsEmpty());
  EXPECT_THAT(
      *plan_repair(set_, history_, {.version = Version::parse("1").value()}),
      IsEmpty());
}

TEST_F(PlanningASquash, AdoptsNoVersionThatIsAPartOfIt) {
  history_.own_version = "2";
  EXPECT_EQ(up_error().code, ErrorCode::incomplete);
  history_.own_version = "3";
  EXPECT_THAT(up(), ElementsAre("4"));
}

TEST_F(PlanningASquash, AcceptsBothWhereItWasSquashedTwice) {
  use_files({{"4_all.sql",
              "-- godwit: replaces 3_squashed/1_a\n"
              "-- godwit: replaces 3_squashed/2_b\n"
              "-- godwit: replaces 3_squashed\n"
              "-- godwit: formerly " +
                  before_ + "\nSELECT 1;"}});
  apply_before("3");
  EXPECT_THAT(up_error().notes, ElementsAre("not applied: 4"));
  apply_before("4");
  EXPECT_THAT(up(), IsEmpty());
  apply_before("1");
  apply_before("2");
  EXPECT_THAT(up(), IsEmpty());
  EXPECT_TRUE(make_status(set_, history_).exact());
}

TEST_F(Planning, RefusesToGoOnWhileAnAppliedFileIsMissing) {
  use_versions({"1", "3"});
  apply("1");
  apply("2");
  EXPECT_EQ(up_error().message, "2_x was applied but is not in this binary");
  EXPECT_EQ(state_of("2"), MigrationState::missing);
}

TEST_F(Planning, AdvisesDownOnlyWhereThereIsAWayDown) {
  use_versions({"1", "3"});
  apply("1");
  AppliedMigration& missing = apply("2");
  EXPECT_EQ(up_error().hint,
            "bring the deleted file back, or forget it with Migrator::repair");
  EXPECT_EQ(verify_error().hint,
            "bring the deleted file back, or forget it with Migrator::repair");
  missing.reversible = true;
  EXPECT_THAT(up_error().hint, HasSubstr("with down"));
  EXPECT_THAT(verify_error().hint, HasSubstr("with down"));

  use_files({{"1_x.sql", "SELECT 1;"}});
  history_ = {};
  apply("1").checksum = "other";
  EXPECT_THAT(up_error().hint, Not(HasSubstr("with down")));
  EXPECT_THAT(verify_error().hint, Not(HasSubstr("with down")));
}

TEST_F(Planning, NamesStatesInWords) {
  use_versions({"1", "2"});
  apply("2");
  EXPECT_THAT(verify_error().notes, ElementsAre("1_x: out of order"));
}

TEST_F(Planning, RefusesAMigrationOlderThanAnAppliedOne) {
  use_versions({"1", "2", "3"});
  apply("1");
  apply("3");
  EXPECT_EQ(up_error().code, ErrorCode::out_of_order);
  EXPECT_EQ(state_of("2"), MigrationState::out_of_order);
}

TEST_F(Planning, AllThatAreOlderThanAnAppliedOneAreOutOfOrder) {
  use_versions({"1", "2", "3"});
  apply("3");

  EXPECT_EQ(state_of("1"), MigrationState::out_of_order);
  EXPECT_EQ(state_of("2"), MigrationState::out_of_order);
}

TEST_F(Planning, AppliesAnOlderMigrationWhereThatIsAllowed) {
  use_versions({"1", "2", "3"});
  apply("1");
  apply("3");
  EXPECT_THAT(up({.allow_out_of_order = true}), ElementsAre("2"));
}

TEST_F(Planning, LeavesANewerDatabaseAlone) {
  use_versions({"1", "2"});
  apply("1");
  apply("2");
  apply("3");
  EXPECT_THAT(up(), IsEmpty());
  EXPECT_EQ(state_of("3"), MigrationState::newer);
}

TEST_F(Planning, NeverCallsTheSetCompleteOnANewerDatabase) {
  use_versions({"1", "2"});
  apply("1");
  apply("3");
  const Plan plan =
      plan_up(set_, history_, {.allow_out_of_order = true}).value();
  EXPECT_THAT(versions(plan), ElementsAre("2"));
  EXPECT_FALSE(plan.completes_set);
}

TEST_F(Planning, RefusesABinaryOlderThanABreakingMigration) {
  use_versions({"1"});
  apply("1");
  apply("2").breaking = true;
  EXPECT_EQ(up_error().message,
            "the database needs a binary that carries migration 2_x");
}

TEST_F(Planning, NamesTheNewestOfSeveralBreakingMigrations) {
  use_versions({"1"});
  apply("1");
  apply("2").breaking = true;
  apply("3").breaking = true;
  apply("4");
  EXPECT_EQ(up_error().message,
            "the database needs a binary that carries migration 3_x");
}

TEST_F(Planning, ABreakingMigrationThatTheSetHasIsNoObstacle) {
  use_versions({"1", "2"});
  apply("1").breaking = true;
  EXPECT_THAT(up(), ElementsAre("2"));
}

TEST_F(Planning, ABreakingMigrationIsRecordedAsSuch) {
  use_files({{"1_a.sql", "SELECT 1;"},
             {"2_b.sql", "-- godwit: breaking\nSELECT 1;"}});
  const Plan plan = plan_up(set_, history_, {}).value();
  EXPECT_FALSE(plan.steps[0].migration->breaking);
  EXPECT_TRUE(plan.steps[1].migration->breaking);
}

TEST_F(Planning, NamesWhatIsNewerThanTheSet) {
  use_versions({"1"});
  apply("1");
  apply("2");
  apply("3");
  const Plan plan = plan_up(set_, history_, {}).value();
  ASSERT_EQ(plan.newer.size(), 2u);
  EXPECT_EQ(plan.newer[0].version.text(), "2");
  EXPECT_EQ(plan.newer[1].name, "x");
  EXPECT_EQ(plan.newer[1].set, "test_migrations");
}

TEST_F(Planning, RefusesWhatIsNewerWhereThatIsAskedFor) {
  use_versions({"1"});
  apply("1");
  apply("2");
  const Error error = up_error({.newer = NewerPolicy::refuse});
  EXPECT_EQ(error.code, ErrorCode::binary_too_old);
  EXPECT_EQ(error.message, "2_x is newer than this binary");
  EXPECT_EQ(error.binary_version, "1");
  EXPECT_EQ(error.database_version, "2");
  EXPECT_THAT(error.notes,
              ElementsAre("this binary carries migrations up to 1, and the "
                          "database has 2"));
}

TEST_F(Planning, ASetMayRefuseWhatIsNewer) {
  files_ = std::make_unique<test::EmbeddedFiles>(
      test::SetFields{.newer = NewerPolicy::refuse},
      std::vector<test::EmbeddedFiles::File>{{"1_x.sql", "SELECT 1;"}});
  set_ = MigrationSet::from(files_->set()).value();
  apply("1");
  EXPECT_THAT(up(), IsEmpty());
  apply("2");
  EXPECT_EQ(up_error().message, "2_x is newer than this binary");
  EXPECT_THAT(up({.newer = NewerPolicy::accept}), IsEmpty());
  EXPECT_FALSE(make_status(set_, history_).up_to_date());
}

TEST_F(Planning, ANewerMigrationIsADifferenceOnlyToAnExactLook) {
  use_versions({"1"});
  apply("1");
  apply("2");
  const Status status = make_status(set_, history_);
  EXPECT_TRUE(status.up_to_date());
  EXPECT_FALSE(status.exact());
  EXPECT_THAT(status.differences({}), IsEmpty());
  EXPECT_EQ(status.differences({.exact = true}).at(0).version.text(), "2");
}

TEST_F(Planning, ANewerMigrationThatIsBreakingIsADifference) {
  use_versions({"1"});
  apply("1");
  apply("2").breaking = true;
  const Status status = make_status(set_, history_);
  EXPECT_FALSE(status.up_to_date());
  EXPECT_EQ(status.differences({}).at(0).version.text(), "2");
}

TEST_F(Planning, WhatIsPendingEditedOrMissingIsADifference) {
  use_versions({"1", "3", "4"});
  apply("1").checksum = "other";
  apply("2");
  apply("3");
  EXPECT_EQ(make_status(set_, history_).differences({}).size(), 3u);
}

TEST_F(Planning, ARowThatSomebodyWorksOnIsRunning) {
  use_versions({"1", "2"});
  apply("1");
  apply("2").state = AppliedState::started;
  history_.worker = "process 17";
  EXPECT_EQ(state_of("2"), MigrationState::running);
  EXPECT_EQ(up_error().code, ErrorCode::locked);
  EXPECT_EQ(up_error().message, "2_x is being applied by process 17");
  EXPECT_EQ(down_error().message, "2_x is being applied by process 17");
}

TEST_F(Planning, ANewerMigrationThatRunsIsNoDifference) {
  use_versions({"1"});
  apply("1");
  AppliedMigration& row = apply("2");
  row.state = AppliedState::started;
  row.statements_done = 1;
  EXPECT_FALSE(make_status(set_, history_).up_to_date());
  history_.worker = "process 17";
  EXPECT_TRUE(make_status(set_, history_).up_to_date());
  EXPECT_FALSE(make_status(set_, history_).exact());
}

TEST_F(Planning, APlanThatIsMadeAgainIsTheSame) {
  use_versions({"1", "2"});
  apply("1");
  apply("2");
  const Plan before = plan_down(set_, history_, {.all = true}).value();
  EXPECT_TRUE(
      check_unchanged(before, *plan_down(set_, history_, {.all = true})).ok());
}

TEST_F(Planning, APlanIsOutdatedWhereOtherStepsAreDue) {
  use_versions({"1", "2", "3"});
  apply("1");
  apply("2");
  const Plan before = plan_down(set_, history_, {}).value();
  apply("3");
  const auto same = check_unchanged(before, *plan_down(set_, history_, {}));
  ASSERT_FALSE(same.ok());
  EXPECT_EQ(same.error().code, ErrorCode::plan_outdated);
  EXPECT_THAT(same.error().notes, ElementsAre("planned: 2_x", "now: 3_x"));
}

TEST_F(Planning, APlanIsOutdatedWhereAScriptIsAnotherOne) {
  use_versions({"1"});
  apply("1");
  const MigrationSet old_set = set_;
  const auto old_files = std::move(files_);
  use_files(
      {{"1_x.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 3;"}});
  EXPECT_FALSE(check_unchanged(*plan_down(old_set, history_, {}),
                               *plan_down(set_, history_, {}))
                   .ok());
}

TEST_F(Planning, LeavesRowsOfAnotherKindAlone) {
  use_versions({"1", "2"});
  apply("1");
  history_.others = {.count = 1, .last_sequence = 7, .last_batch = 4};
  const Plan plan = plan_up(set_, history_, {}).value();
  EXPECT_EQ(plan.steps[0].sequence, 8);
  EXPECT_EQ(plan.steps[0].batch, 5);
}

TEST_F(Planning, BatchModeRefusesAScriptOutsideATransaction) {
  use_files({{"1_a.sql", "SELECT 1;"},
             {"2_b.sql", "-- godwit: no-transaction\nVACUUM;"}});
  const Error error = up_error({.transaction = TransactionMode::batch});
  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_EQ(error.location.file, "migrations/2_b.sql");
}

TEST_F(Planning, RequirementsAreComparedAsNumbers) {
  use_files({{"1_a.sql", "-- godwit: requires sqlite >= 3.9\nSELECT 1;"}});
  const Plan plan = plan_up(set_, history_, {}).value();
  EXPECT_TRUE(check_requirements(plan, {Dialect::sqlite, "3.40.1"}).ok());
  const auto unmet = check_requirements(plan, {Dialect::sqlite, "3.8.11"});
  EXPECT_EQ(unmet.error().code, ErrorCode::requirement_unmet);
  EXPECT_EQ(unmet.error().location.line, 1u);
}

TEST_F(Planning, LibsqlIsRequiredOfEveryPendingScript) {
  use_files({{"1_a.sql", "SELECT 1;"},
             {"2_b.sql", "-- godwit: requires libsql\nSELECT 2;"}});
  const Plan plan = plan_up(set_, history_, {}).value();
  EXPECT_TRUE(check_requirements(plan, {Dialect::sqlite, "3.45.1", "libsql"}));
  const auto unmet = check_requirements(plan, {Dialect::sqlite, "3.40.1"});
  EXPECT_EQ(unmet.error().code, ErrorCode::requirement_unmet);
  EXPECT_EQ(unmet.error().message,
            "2_b requires a libSQL server, and this is SQLite");
  EXPECT_EQ(unmet.error().location.file, "migrations/2_b.sql");
}

TEST_F(Planning, ASnapshotNeedsWhatItsMigrationsNeed) {
  use_files({{"1_a.sql", "-- godwit: requires libsql\nSELECT 1;"}});
  const Script snapshot;
  Plan plan = plan_up(set_, history_, {}).value();
  plan.baseline = std::move(plan.steps);
  plan.steps.clear();
  EXPECT_TRUE(check_requirements(plan, {Dialect::sqlite, "3.40.1"}));
  plan.snapshot = &snapshot;
  EXPECT_FALSE(check_requirements(plan, {Dialect::sqlite, "3.40.1"}));
}

TEST_F(Planning, UndoesTheLastAppliedByDefault) {
  use_versions({"1", "2", "3"});
  apply("1");
  apply("3");
  apply("2");
  EXPECT_THAT(down(), ElementsAre("2"));
}

TEST_F(Planning, UndoesSoManySteps) {
  use_versions({"1", "2", "3"});
  for (const char* version : {"1", "2", "3"}) apply(version);
  EXPECT_THAT(down({.steps = 2}), ElementsAre("3", "2"));
  EXPECT_THAT(down({.steps = 7}), ElementsAre("3", "2", "1"));
}

TEST_F(Planning, UndoesWhatCameAfterAVersion) {
  use_versions({"1", "2", "3"});
  for (const char* version : {"1", "2", "3"}) apply(version);
  EXPECT_THAT(down({.to = Version(1)}), ElementsAre("3", "2"));
}

TEST_F(Planning, UndoesTheLastBatchOnly) {
  use_versions({"1", "2", "3"});
  apply("1");
  apply("2").batch = 2;
  apply("3").batch = 2;
  EXPECT_THAT(down({.batch = true}), ElementsAre("3", "2"));
}

TEST_F(Planning, UndoesNothingInAnEmptyDatabase) {
  use_versions({"1"});
  EXPECT_THAT(down(), IsEmpty());
  EXPECT_THAT(down({.all = true}), IsEmpty());
  EXPECT_THAT(down({.batch = true}), IsEmpty());
}

TEST_F(Planning, RefusesToUndoDownToAVersionThatIsNotApplied) {
  use_versions({"1", "2"});
  apply("1");
  EXPECT_EQ(down_error({.to = Version(2)}).message,
            "migration 2 is not applied");
}

TEST_F(Planning, RefusesTwoWaysOfSayingHowMuchToUndo) {
  use_versions({"1"});
  EXPECT_EQ(down_error({.steps = 1, .batch = true}).code,
            ErrorCode::invalid_argument);
}

TEST_F(Planning, NamesAllMigrationsThatCannotBeUndone) {
  use_files(
      {{"1_a.sql", "-- godwit: irreversible the rows are gone\nSELECT 1;"},
       {"2_b.sql", "SELECT 1;"}});
  apply("1");
  apply("2");
  const Error error = down_error({.all = true});
  EXPECT_EQ(error.code, ErrorCode::irreversible);
  EXPECT_THAT(error.notes, ElementsAre("2_b: it has no down script",
                                       "1_a: irreversible: the rows are gone"));
}

TEST_F(Planning, TakesTheWayBackFromTheHistoryWhereTheSetDoesNotKnowIt) {
  use_versions({"1"});
  apply("1");
  AppliedMigration& unknown = apply("2");
  unknown.reversible = true;
  unknown.down_sql = "DROP TABLE b; DROP TABLE a;";
  const Plan plan = plan_down(set_, history_, {}).value();
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_EQ(plan.steps[0].script().text, "DROP TABLE b; DROP TABLE a;");
  EXPECT_EQ(plan.steps[0].script().statements.size(), 2u);
  EXPECT_THAT(plan.steps[0].script().file, HasSubstr("2_x"));
}

TEST_F(Planning, PrefersTheWayBackOfTheBinary) {
  use_versions({"1"});
  apply("1").down_sql = "SELECT 'old';";
  const Plan plan = plan_down(set_, history_, {}).value();
  EXPECT_THAT(std::string(plan.steps[0].script().text), HasSubstr("SELECT 2;"));
}

/// A script outside a transaction that stopped after its first statement.
class Interrupted : public Planning {
 protected:
  void use_script(const std::string& statements) {
    use_files(
        {{"1_a.sql", "-- migrate:up\n-- godwit: no-transaction\n" + statements +
                         "\n-- migrate:down\n-- godwit: no-transaction\n" +
                         statements}});
  }

  void stop_after_one(AppliedState state) {
    AppliedMigration& row = apply("1");
    row.state = state;
    row.statements_done = 1;
    row.statements_checksum = statements_checksum(set_.all()[0].up, 1);
  }
};

TEST_F(Interrupted, GoesOnWhereItStopped) {
  use_script("SELECT 1; SELECT 2;");
  stop_after_one(AppliedState::started);
  const Plan plan = plan_up(set_, history_, {}).value();
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_EQ(plan.steps[0].resume_at, 1u);
  EXPECT_EQ(plan.steps[0].sequence, 1);
  EXPECT_EQ(state_of("1"), MigrationState::interrupted);
}

TEST_F(Interrupted, MayBeMendedAfterWhatHasRun) {
  use_script("SELECT 1; SELECT broken;");
  stop_after_one(AppliedState::started);
  use_script("SELECT 1;\n\n-- mended\nSELECT 2;");
  EXPECT_THAT(up(), ElementsAre("1"));
}

TEST_F(Interrupted, MayNotBeChangedWhereItHasRun) {
  use_script("SELECT 1; SELECT broken;");
  stop_after_one(AppliedState::started);
  use_script("SELECT 0; SELECT 2;");
  EXPECT_EQ(up_error().message,
            "the first statement of 1_a has run already and was changed since");
  history_.applied.back().statements_done = 2;
  EXPECT_EQ(up_error().message,
            "the first 2 statements of 1_a have run already and were changed "
            "since");
}

TEST_F(Interrupted, MayNotBecomeTransactional) {
  use_script("SELECT 1; SELECT broken;");
  stop_after_one(AppliedState::started);
  use_versions({"1"});
  EXPECT_THAT(up_error().hint, HasSubstr("no-transaction"));
}

TEST_F(Interrupted, OnItsWayUpCannotBeUndone) {
  use_script("SELECT 1; SELECT 2;");
  stop_after_one(AppliedState::started);
  EXPECT_EQ(down_error().hint, "finish it with up");
}

TEST_F(Interrupted, OnItsWayDownGoesOnDownOnly) {
  use_script("SELECT 1; SELECT 2;");
  stop_after_one(AppliedState::reverting);
  EXPECT_EQ(up_error().hint, "finish it with down");
  const Plan plan = plan_down(set_, history_, {}).value();
  EXPECT_EQ(plan.steps[0].resume_at, 1u);
}

TEST_F(Interrupted, InWhichNothingHasRunCanBeUndone) {
  use_script("SELECT 1; SELECT 2;");
  apply("1").state = AppliedState::started;
  const Plan plan = plan_down(set_, history_, {}).value();
  ASSERT_EQ(plan.steps.size(), 1u);
  EXPECT_TRUE(plan.steps[0].script().statements.empty());
}

TEST_F(Interrupted, BeforeItsFirstStatementIsRefusedAmongThoseOfTheSet) {
  use_versions({"1", "3"});
  apply("1");
  apply("2").state = AppliedState::started;
  EXPECT_THAT(up_error().hint, HasSubstr("remove its row with down"));
  EXPECT_FALSE(make_status(set_, history_).up_to_date());
  EXPECT_TRUE(plan_down(set_, history_, {}).ok());
}

TEST_F(Interrupted, NewerOneInWhichNothingHasRunDoesNoHarm) {
  use_versions({"1"});
  apply("1");
  for (const AppliedState state :
       {AppliedState::started, AppliedState::reverting}) {
    apply("2").state = state;
    EXPECT_THAT(up(), ElementsAre());
    EXPECT_TRUE(make_status(set_, history_).up_to_date());
    history_.worker = "process 17";
    EXPECT_TRUE(make_status(set_, history_).up_to_date());
    history_ = RecordedHistory{.exists = true};
    apply("1");
  }
}

TEST_F(Planning, ListsUnknownRowsWhereTheirVersionsBelong) {
  use_versions({"1", "3"});
  apply("2");
  apply("4");
  std::vector<std::string> order;
  for (const StatusEntry& entry : make_status(set_, history_).entries) {
    order.push_back(entry.version.text());
  }
  EXPECT_THAT(order, ElementsAre("1", "2", "3", "4"));
}

}  // namespace
}  // namespace godwit
