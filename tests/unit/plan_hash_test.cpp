// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "plan/hash.h"
#include "plan/plan.h"
#include "support/embedded_files.h"

namespace godwit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Two migrations, of which a history has the first.
class PlanHash : public ::testing::Test {
 protected:
  PlanHash() {
    use("SELECT 1;\n");
    history_.exists = true;
    history_.applied.push_back({.version = Version::parse("1").value(),
                                .sequence = 1,
                                .name = "a",
                                .checksum = set_.all()[0].checksum,
                                .batch = 1});
  }

  void use(const std::string& second) {
    files_ = std::make_unique<test::EmbeddedFiles>(
        Dialect::sqlite,
        std::vector<test::EmbeddedFiles::File>{
            {"1_a.sql",
             "-- migrate:up\nSELECT 0;\n-- migrate:down\nSELECT 3;\n"},
            {"2_b.sql", second}});
    set_ = MigrationSet::from(files_->set()).value();
  }

  std::string up(const UpRequest& request = {},
                 std::string_view table = "main.history") {
    return plan_hash(plan_up(set_, history_, request).value(), set_, table,
                     history_);
  }

  std::unique_ptr<test::EmbeddedFiles> files_;
  MigrationSet set_;
  RecordedHistory history_;
};

TEST_F(PlanHash, IsTheSameForTheSamePlan) {
  const std::string first = up();
  EXPECT_TRUE(is_plan_hash(first)) << first;
  use("SELECT 1;\n");
  EXPECT_EQ(up(), first);
}

TEST_F(PlanHash, TellsOfAnotherScript) {
  const std::string first = up();
  use("SELECT 2;\n");
  EXPECT_NE(up(), first);
  EXPECT_THAT(hash_differences(first, up()),
              ElementsAre(HasSubstr("other steps are due")));
}

TEST_F(PlanHash, TellsOfAScriptThatRunsOtherwise) {
  const std::string first = up();
  use("-- godwit: no-transaction\nSELECT 1;\n");
  EXPECT_NE(up(), first);
}

TEST_F(PlanHash, TellsOfAnotherExtent) {
  EXPECT_NE(up({.to = Version::parse("1").value()}), up());
}

TEST_F(PlanHash, TellsOfAnotherModeAndHistoryTable) {
  const std::string first = up();
  for (const std::string& other :
       {up({.transaction = TransactionMode::batch}), up({}, "main.other")}) {
    EXPECT_NE(other, first);
    EXPECT_THAT(hash_differences(first, other),
                ElementsAre(HasSubstr("another set, history table")));
  }
}

TEST_F(PlanHash, TellsOfOtherRowsWhereTheStepsAreTheSame) {
  const std::string first = up();
  history_.applied[0].checkpoint = "elsewhere";
  EXPECT_NE(up(), first);
  EXPECT_THAT(hash_differences(first, up()),
              ElementsAre("the history has other rows than then"));
}

TEST_F(PlanHash, TellsOfAnotherWayBack) {
  const auto down = [&] {
    return plan_hash(plan_down(set_, history_, {}).value(), set_, "t",
                     history_);
  };
  const std::string first = down();
  files_ = std::make_unique<test::EmbeddedFiles>(
      Dialect::sqlite,
      std::vector<test::EmbeddedFiles::File>{
          {"1_a.sql",
           "-- migrate:up\nSELECT 0;\n-- migrate:down\nSELECT 4;\n"}});
  set_ = MigrationSet::from(files_->set()).value();
  EXPECT_NE(down(), first);
}

TEST_F(PlanHash, ResetIsNotDown) {
  Plan down = plan_down(set_, history_, {.all = true}).value();
  const std::string first = plan_hash(down, set_, "t", history_);
  down.removes_history = true;
  EXPECT_NE(plan_hash(down, set_, "t", history_), first);
}

TEST_F(PlanHash, OfSeveralTellsWhatDiffersInAny) {
  const std::string first = up();
  const std::string both = combined_hash(std::vector{first, first});
  EXPECT_TRUE(is_plan_hash(both)) << both;
  use("SELECT 2;\n");
  const std::string other = combined_hash(std::vector{first, up()});
  EXPECT_THAT(hash_differences(both, other),
              ElementsAre(HasSubstr("other steps are due")));
  EXPECT_EQ(combined_hash(std::vector{first}), first);
  EXPECT_THAT(hash_differences(both, both), IsEmpty());
}

TEST_F(PlanHash, AnotherPlanIsRefusedAndSaysWhy) {
  Plan before = plan_up(set_, history_, {}).value();
  Plan now = before;
  before.hash = "0000000000000000";
  now.hash = "0000111111111111";
  const auto checked = check_unchanged(before, now);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().code, ErrorCode::plan_outdated);
  EXPECT_EQ(checked.error().notes.front(),
            "the history has other rows than then");
  now.hash = before.hash;
  EXPECT_TRUE(check_unchanged(before, now).ok());
}

}  // namespace
}  // namespace godwit
