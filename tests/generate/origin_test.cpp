// SPDX-License-Identifier: BSL-1.0
#include "generate/origin.h"

#include <gmock/gmock.h>

#include "generate/project.h"

namespace godwit::test {
namespace {

using generate::OfDatabase;
using generate::OfMigrations;
using generate::Origin;
using generate::SchemaPlan;
using testing::ElementsAre;

std::vector<std::string> changes(const SchemaPlan& plan) {
  std::vector<std::string> all;
  for (const auto& step : plan.steps) {
    for (const auto& one : step.up) {
      if (!one.summary.empty()) all.push_back(one.summary);
    }
  }
  return all;
}

Result<SchemaPlan> between(Origin from, Origin to) {
  return generate::plan_between({.from = std::move(from), .to = std::move(to)});
}

// Whose database somebody has changed by hand.
struct Drifted : Project {
  Drifted() : Project("CREATE TABLE person (id INTEGER PRIMARY KEY);") {
    EXPECT_TRUE(up().ok());
    ask("ALTER TABLE person ADD COLUMN email TEXT");
  }
  Origin migrations() const {
    return OfMigrations{path("migrations").string()};
  }
  Origin database() const {
    return OfDatabase{
        driver::DatabaseUrl::parse(path("test.db").string()).value()};
  }
};

TEST(PlanBetween, LeadsFromMigrationsToADatabase) {
  const Drifted project;

  const auto adopt = between(project.migrations(), project.database());

  ASSERT_TRUE(adopt.ok()) << to_string(adopt.error());
  EXPECT_THAT(changes(*adopt), ElementsAre("add column person.email"));
}

TEST(PlanBetween, LeadsFromADatabaseToMigrations) {
  const Drifted project;

  const auto revert = between(project.database(), project.migrations());

  ASSERT_TRUE(revert.ok()) << to_string(revert.error());
  EXPECT_THAT(changes(*revert), ElementsAre("drop column person.email"));
}

TEST(PlanBetween, FindsNothingFromADatabaseToItself) {
  const Drifted project;

  const auto nothing = between(project.database(), project.database());

  ASSERT_TRUE(nothing.ok()) << to_string(nothing.error());
  EXPECT_THAT(changes(*nothing), ElementsAre());
}

}  // namespace
}  // namespace godwit::test
