// SPDX-License-Identifier: BSL-1.0
#include "driver/passage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sql/statements.h"

namespace godwit::driver {
namespace {

using ::testing::ElementsAre;
using enum Dialect;

struct Case {
  std::string_view statement;
  Dialect dialect;
  bool in_transaction;
  Passage passage;
};

constexpr Case cases[] = {
    {"CREATE TABLE a (id int)", postgresql, false, Passage::together},
    {"CREATE TABLE a (id int)", sqlite, false, Passage::together},
    {"CREATE TABLE a (id int)", postgresql, true, Passage::inside},
    {"CREATE TABLE a (id int)", sqlite, true, Passage::inside},
    {"VACUUM", postgresql, false, Passage::alone},
    {"VACUUM", sqlite, false, Passage::alone},
    {"CREATE INDEX CONCURRENTLY i ON a (b)", postgresql, false, Passage::alone},
    {"SET lock_timeout = 1", postgresql, false, Passage::together},
    {"PRAGMA foreign_keys = ON", sqlite, false, Passage::alone},
    {"BEGIN", postgresql, false, Passage::opens},
    {"/* x */ begin", sqlite, false, Passage::opens},
    {"SAVEPOINT s", sqlite, false, Passage::opens},
    {"SAVEPOINT s", sqlite, true, Passage::inside},
    {"SAVEPOINT s", postgresql, true, Passage::inside},
    {"COMMIT", postgresql, true, Passage::keeps},
    {"END", sqlite, true, Passage::keeps},
    {"PREPARE TRANSACTION 't'", postgresql, true, Passage::keeps},
    {"RELEASE s", sqlite, true, Passage::keeps},
    {"RELEASE s", postgresql, true, Passage::inside},
    {"ROLLBACK", postgresql, true, Passage::undoes},
    {"ABORT AND CHAIN", postgresql, true, Passage::undoes},
    {"ROLLBACK", sqlite, true, Passage::undoes},
    {"ROLLBACK TO s", postgresql, true, Passage::inside},
    {"ROLLBACK TO s", sqlite, true, Passage::inside},
};

TEST(Passage, IsThatOfTheStatementAndOfWhereItStands) {
  for (const Case& one : cases) {
    EXPECT_EQ(passage_of(one.statement, one.dialect, one.in_transaction),
              one.passage)
        << one.statement << " on " << to_string(one.dialect);
  }
}

TEST(Passage, OfWhatIsDoneOnlySettingsAreRunAgain) {
  const std::string text =
      "SET a.b = 1; CREATE TABLE a (id int); SET a.c = 2; SET a.d = 3;";
  const std::vector<StatementRange> statements =
      sql::split(text, postgresql).ranges;
  const Task script{.sql = text, .statements = statements, .resume_at = 3};
  EXPECT_THAT(to_set_up_again(script, postgresql), ElementsAre(0, 2));
}

}  // namespace
}  // namespace godwit::driver
