// SPDX-License-Identifier: BSL-1.0
//
// What `up`, `down` and `seed` decide of what is beside the migrations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "plan/amendment.h"
#include "plan/plan.h"
#include "support/embedded_files.h"

namespace godwit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PlanningParts : public ::testing::Test {
 protected:
  using Files = std::vector<test::EmbeddedFiles::File>;

  void use(Files files) {
    std::sort(files.begin(), files.end());
    files_ = std::make_unique<test::EmbeddedFiles>(Dialect::sqlite, files);
    set_ = MigrationSet::from(files_->set()).value();
  }

  /// As the plan leaves the history.
  void carry_out(const Plan& plan) {
    history_.exists = true;
    for (const Step& step : plan.steps) {
      for (const Companion& one : step.before) {
        if (one.undoes) remove(MigrationKind::repeatable, one.name);
      }
      const bool versioned = step.kind == MigrationKind::versioned;
      if (versioned && step.direction == Direction::down) {
        std::erase_if(history_.applied, [&](const AppliedMigration& row) {
          return row.version == step.version;
        });
      }
      if (!versioned) remove(step.kind, step.name);
      if (step.direction == Direction::down) continue;
      AppliedMigration row{.kind = step.kind,
                           .version = step.version,
                           .sequence = step.sequence,
                           .name = step.name,
                           .checksum = step.migration->checksum,
                           .batch = step.batch};
      if (step.migration->down) {
        row.reversible = true;
        row.down_sql = std::string(step.migration->down->text);
      }
      (versioned ? history_.applied : history_.scripts).push_back(row);
    }
  }

  std::vector<std::string> up(const UpRequest& request = {}) {
    return steps(plan_up(set_, history_, request));
  }

  /// "-name" of what is undone with a step, before it, and of steps down.
  static std::vector<std::string> steps(const Result<Plan>& plan) {
    if (!plan) return {"refused: " + plan.error().message};
    std::vector<std::string> result;
    for (const Step& step : plan->steps) {
      for (const Companion& one : step.before) {
        result.push_back((one.undoes ? "-" : "hook ") + one.name);
      }
      const bool down = step.direction == Direction::down;
      result.push_back((down ? "-" : "") + (step.version.empty()
                                                ? step.name
                                                : step.version.text()));
      for (const Companion& one : step.after) {
        result.push_back("hook " + one.name);
      }
    }
    return result;
  }

  void remove(MigrationKind kind, const std::string& name) {
    std::erase_if(history_.scripts, [&](const AppliedMigration& row) {
      return row.kind == kind && row.name == name;
    });
  }

  static test::EmbeddedFiles::File migration(const std::string& version,
                                             const std::string& head = {}) {
    return {version + "_x.sql",
            head + "-- migrate:up\nALTER TABLE t ADD c" + version +
                ";\n-- migrate:down\nALTER TABLE t DROP c" + version + ";\n"};
  }

  /// Two views of which the second uses the first, and one of another table.
  Files views(const std::string& first = "SELECT 1 FROM t") {
    return {{"repeatable/one.sql", "CREATE VIEW one AS " + first + ";"},
            {"repeatable/other.sql", "CREATE VIEW other AS SELECT 1 FROM u;"},
            {"repeatable/two.sql", "CREATE VIEW two AS SELECT * FROM one;"}};
  }

  Files with(Files files, const Files& more) {
    files.insert(files.end(), more.begin(), more.end());
    return files;
  }

  std::unique_ptr<test::EmbeddedFiles> files_;
  MigrationSet set_;
  RecordedHistory history_;
};

TEST_F(PlanningParts, UpRunsRepeatableScriptsBehindTheMigrations) {
  use(with(views(), {migration("1"), migration("2")}));
  EXPECT_THAT(up(), ElementsAre("1", "2", "one", "other", "two"));
  const auto plan = plan_up(set_, history_, {});
  EXPECT_TRUE(plan->completes_set);
  carry_out(*plan);
  EXPECT_THAT(up(), IsEmpty());
  EXPECT_TRUE(make_status(set_, history_).up_to_date());
}

TEST_F(PlanningParts, ALimitedUpLeavesThemAlone) {
  use(with(views(), {migration("1"), migration("2")}));
  EXPECT_THAT(up({.steps = 1}), ElementsAre("1"));
  EXPECT_FALSE(plan_up(set_, history_, {.steps = 1})->completes_set);
  EXPECT_THAT(up({.to = Version(2)}),
              ElementsAre("1", "2", "one", "other", "two"));
  EXPECT_THAT(up({.with_repeatable = false}), ElementsAre("1", "2"));
}

TEST_F(PlanningParts, AnotherTextHasUsersUndoneAndMadeAgain) {
  use(with(views(), {migration("1")}));
  carry_out(*plan_up(set_, history_, {}));
  use(with(views("SELECT 2 FROM t"), {migration("1")}));
  EXPECT_FALSE(make_status(set_, history_).up_to_date());
  EXPECT_EQ(make_health(set_, history_).state, HealthState::behind);
  EXPECT_THAT(up(), ElementsAre("-two", "-one", "one", "two"));
  const auto plan = plan_up(set_, history_, {});
  EXPECT_FALSE(plan->steps[0].recorded);
  carry_out(*plan);
  EXPECT_THAT(up(), IsEmpty());
}

TEST_F(PlanningParts, WhatHasNoWayDownIsJustRunAgain) {
  use({migration("1"), {"repeatable/a.sql", "SELECT 1;"}});
  carry_out(*plan_up(set_, history_, {}));
  use({migration("1"), {"repeatable/a.sql", "SELECT 2;"}});
  EXPECT_THAT(up(), ElementsAre("a"));
  EXPECT_TRUE(plan_up(set_, history_, {})->steps[0].recorded);
}

TEST_F(PlanningParts, RebuildUndoesWithTheMigrationAndRunsAgainAtTheEnd) {
  use(with(views(), {migration("1")}));
  carry_out(*plan_up(set_, history_, {}));
  use(with(views(), {migration("1"), migration("2"),
                     migration("3", "-- godwit: rebuild one\n"),
                     migration("4", "-- godwit: rebuild two one\n")}));
  EXPECT_THAT(up(), ElementsAre("2", "-two", "-one", "3", "4", "one", "two"));
  // What is undone is made again, wherever the run ends.
  EXPECT_THAT(up({.to = Version(3)}),
              ElementsAre("2", "-two", "-one", "3", "one", "two"));
}

TEST_F(PlanningParts, RebuildOfWhatHasNoWayDownIsRefused) {
  use({migration("1"), {"repeatable/a.sql", "SELECT 1;"}});
  carry_out(*plan_up(set_, history_, {}));
  use({migration("1"),
       migration("2", "-- godwit: rebuild a\n"),
       {"repeatable/a.sql", "SELECT 1;"}});
  EXPECT_THAT(up(), ElementsAre("refused: 2_x wants \"a\" undone before it, "
                                "which was applied without a way down"));
}

TEST_F(PlanningParts, AUserWithoutAWayDownIsLeftAsItIs) {
  const Files user{{"repeatable/user.sql", "SELECT * FROM one;"}};
  use(with(with(views(), user), {migration("1")}));
  carry_out(*plan_up(set_, history_, {}));
  use(with(with(views(), user),
           {migration("1"), migration("2", "-- godwit: rebuild one\n")}));
  EXPECT_THAT(up(), ElementsAre("-two", "-one", "2", "one", "two"));
  use(with(with(views("SELECT 3 FROM t"), user), {migration("1")}));
  EXPECT_THAT(up(), ElementsAre("-two", "-one", "one", "two"));
}

TEST_F(PlanningParts, DownUndoesWhatStandsOnATableThatItChanges) {
  use(with(views(), {migration("1"), migration("2")}));
  carry_out(*plan_up(set_, history_, {}));
  EXPECT_THAT(steps(plan_down(set_, history_, {.steps = 2})),
              ElementsAre("-two", "-one", "-2", "-1"));
  EXPECT_THAT(steps(plan_down(set_, history_, {.all = true})),
              ElementsAre("-two", "-other", "-one", "-2", "-1"));
  carry_out(*plan_down(set_, history_, {}));
  EXPECT_THAT(up(), ElementsAre("2", "one", "two"));
}

TEST_F(PlanningParts, AllOfItIsNotUndoneWhereAScriptHasNoWayDown) {
  use({migration("1"), {"repeatable/a.sql", "SELECT 1;"}});
  carry_out(*plan_up(set_, history_, {}));
  EXPECT_THAT(steps(plan_down(set_, history_, {.all = true})),
              ElementsAre("refused: the repeatable script \"a\" cannot be "
                          "undone, since it was applied without a way down"));
}

TEST_F(PlanningParts, AnOlderSetLeavesThemToTheNewerOne) {
  use(with(views("SELECT 2 FROM t"), {migration("1"), migration("2")}));
  carry_out(*plan_up(set_, history_, {}));
  use(with(views(), {migration("1")}));
  EXPECT_THAT(up(), IsEmpty());
}

TEST_F(PlanningParts, OnesThatAreGoneStayUntilTheyAreForgotten) {
  use(with(views(), {migration("1")}));
  carry_out(*plan_up(set_, history_, {}));
  use({migration("1")});
  EXPECT_THAT(up(), IsEmpty());
  const Status status = make_status(set_, history_);
  EXPECT_TRUE(status.up_to_date());
  EXPECT_FALSE(status.exact());
  EXPECT_EQ(make_health(set_, history_).state, HealthState::up_to_date);
  const auto repaired = plan_repair(set_, history_, {});
  EXPECT_EQ(repaired->size(), 3u);
  EXPECT_EQ(repaired->front().kind, Amendment::Kind::forgotten);
}

TEST_F(PlanningParts, HooksRunAroundEachMigrationAndNothingElse) {
  use(with(views(), {migration("1"),
                     {"hook/before_each.sql", "SELECT 1;"},
                     {"hook/after_each.sql",
                      "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;"},
                     {"hook/after_all.sql", "SELECT 3;"}}));
  const auto plan = plan_up(set_, history_, {});
  EXPECT_THAT(steps(plan),
              ElementsAre("hook before_each", "1", "hook after_each", "one",
                          "other", "two"));
  EXPECT_EQ(plan->before_all, nullptr);
  EXPECT_NE(plan->after_all, nullptr);
  carry_out(*plan);
  EXPECT_EQ(plan_up(set_, history_, {})->after_all, nullptr);
  const auto down = plan_down(set_, history_, {});
  EXPECT_THAT(steps(down),
              ElementsAre("-two", "-one", "-1", "hook after_each"));
  EXPECT_EQ(down->after_all, nullptr);
}

TEST_F(PlanningParts, SeedsRunOnceOrWhenTheyChange) {
  const Files before{migration("1"),
                     {"seed/1_a.sql", "SELECT 1;"},
                     {"seed/2_b.dev.sql", "SELECT 1;"},
                     {"seed/3_c.sql", "-- godwit: when-changed\nSELECT 1;"}};
  use(before);
  EXPECT_THAT(steps(plan_seed(set_, history_, {})),
              ElementsAre("refused: 1 step is pending, and seeds are for a "
                          "database that has all of the set"));
  carry_out(*plan_up(set_, history_, {}));
  EXPECT_THAT(steps(plan_seed(set_, history_, {.environment = "dev"})),
              ElementsAre("1_a", "2_b.dev", "3_c"));
  EXPECT_THAT(steps(plan_seed(set_, history_, {.environment = "test"})),
              ElementsAre("1_a", "3_c"));
  const auto plan = plan_seed(set_, history_, {});
  EXPECT_TRUE(plan->completes_set);
  carry_out(*plan);
  EXPECT_THAT(steps(plan_seed(set_, history_, {})), IsEmpty());
  use({migration("1"),
       {"seed/1_a.sql", "SELECT 2;"},
       {"seed/3_c.sql", "-- godwit: when-changed\nSELECT 2;"}});
  EXPECT_THAT(steps(plan_seed(set_, history_, {})), ElementsAre("3_c"));
  EXPECT_THAT(up(), IsEmpty());
}

}  // namespace
}  // namespace godwit
