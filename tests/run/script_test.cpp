// SPDX-License-Identifier: BSL-1.0
//
// Scripts for the tools of the databases, as far as they are text; the
// scenarios run them.
#include "run/script.h"

#include "history/history_table.h"
#include "run/migrator_fixture.h"

namespace godwit {
namespace {

class ScriptTest : public MigratorTest {
 protected:
  Result<std::string> script(const Plan& plan) {
    const auto table = history::HistoryTable::named("", dialect).value();
    return run::write_script(connect().session(), table, plan, {});
  }
};

TEST_F(ScriptTest, IsForDatabasesThatHaveAToolForIt) {
  const Plan plan = migrator({table("1", "a")}).plan_up().value();
  const auto written = script(plan);
  EXPECT_EQ(written.ok(), !over_http);
  if (over_http) {
    EXPECT_EQ(written.error().code, ErrorCode::unsupported);
  }
}

TEST_F(ScriptTest, OfTheSamePlanIsTheSame) {
  if (over_http) GTEST_SKIP() << "there is none";
  const std::vector<File> files = {table("1", "a"), table("2", "b")};
  const Plan plan = migrator(files).plan_up().value();
  const std::string first = script(plan).value();
  EXPECT_EQ(script(migrator(files).plan_up().value()).value(), first);
  EXPECT_THAT(first, HasSubstr(plan.hash));
  EXPECT_FALSE(has_table("godwit_migrations"));
}

TEST_F(ScriptTest, IsRefusedWhereTheHistoryHasMoved) {
  Migrator shop = migrator({table("1", "a"), table("2", "b")});
  const Plan plan = shop.plan_up().value();
  ASSERT_TRUE(shop.up({.to = Version(1)}).ok());
  const auto written = script(plan);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::plan_outdated);
}

TEST_F(ScriptTest, CannotHoldCode) {
  const Plan plan = migrator({table("1", "a"), {"2_b.cpp", "// sha256: 1\n"}})
                        .plan_up()
                        .value();
  const auto written = script(plan);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::unsupported);
  EXPECT_THAT(written.error().message, HasSubstr("2_b is written in C++"));
}

TEST_F(ScriptTest, CannotSettleADoubt) {
  Migrator shop = migrator({table("1", "a")});
  Plan plan = shop.plan_up().value();
  plan.steps[0].in_doubt = "VACUUM";
  const auto written = script(plan);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::unsupported);
  EXPECT_THAT(written.error().message, HasSubstr("was interrupted"));
}

TEST_F(ScriptTest, CommentsOfItStayOnTheirLine) {
  if (over_http) GTEST_SKIP() << "there is none";
  Plan plan = migrator({table("1", "a")}).plan_up().value();
  plan.steps[0].name = "a\nDROP TABLE log;";
  // It is not the one any more that was named so.
  plan.hash.clear();
  EXPECT_THAT(
      script(plan).value(),
      HasSubstr("\n-- apply 1_a DROP TABLE log;, migrations/1_a.sql\n"));
}

}  // namespace
}  // namespace godwit
