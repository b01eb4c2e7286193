// SPDX-License-Identifier: BSL-1.0
#include "application.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

/// On a connection of the application that enforces foreign keys.
class SqliteForeignKeysTest : public DriverTest {
 protected:
  SqliteForeignKeysTest() : application_(database_) {
    execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
    execute(
        "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER "
        "REFERENCES parent (id) ON DELETE CASCADE)");
    execute("INSERT INTO parent VALUES (1), (2)");
    execute("INSERT INTO child VALUES (10, 1), (20, 2)");
    application_.execute("PRAGMA foreign_keys = ON");
    connection_ = application_.use().value();
  }

  std::vector<std::string> children() {
    return column("SELECT id FROM child ORDER BY id");
  }

  Application application_;
};

constexpr const char* orphan = "INSERT INTO child VALUES (30, 99)";

TEST_F(SqliteForeignKeysTest, RebuildOfTheParentKeepsTheChildren) {
  TaskList tasks;
  tasks.transactional("a",
                      "CREATE TABLE new_parent (id INTEGER PRIMARY KEY, n);"
                      "INSERT INTO new_parent SELECT id, NULL FROM parent;"
                      "DROP TABLE parent;"
                      "ALTER TABLE new_parent RENAME TO parent;");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(children(), ElementsAre("10", "20"));
  EXPECT_EQ(application_.execute("PRAGMA foreign_keys"), "1");
}

// One that was there before counts until a task removes it, and no longer.
TEST_F(SqliteForeignKeysTest, OldViolationThatIsRemovedMayNotComeBack) {
  application_.execute("PRAGMA foreign_keys = OFF");
  application_.execute(orphan);
  TaskList tasks;
  tasks.transactional("a", "DELETE FROM child WHERE id = 30");
  tasks.transactional("b", orphan);

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_THAT(children(), ElementsAre("10", "20"));
}

TEST_F(SqliteForeignKeysTest, NewViolationIsNotMadeUpForByRemovingAnOldOne) {
  application_.execute("PRAGMA foreign_keys = OFF");
  application_.execute(orphan);
  TaskList tasks;
  tasks.transactional("a",
                      "DELETE FROM child WHERE id = 30; "
                      "INSERT INTO child VALUES (40, 98)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_THAT(children(), ElementsAre("10", "20", "30"));
}

TEST_F(SqliteForeignKeysTest, OldViolationMayMoveWithItsTable) {
  application_.execute("PRAGMA foreign_keys = OFF");
  application_.execute(orphan);
  TaskList tasks;
  tasks.transactional("a", "ALTER TABLE child RENAME TO grandchild");
  tasks.transactional("b", "ALTER TABLE parent RENAME TO grandparent");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
}

TEST_F(SqliteForeignKeysTest, CulpritIsNamedAndWhatCameBeforeIsKept) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", orphan);
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(outcome.failure->error.notes,
              ElementsAre("row 30 of \"child\" points to a row of \"parent\" "
                          "that does not exist"));
  EXPECT_THAT(log(), ElementsAre("a: all"));
  EXPECT_THAT(children(), ElementsAre("10", "20"));
  EXPECT_FALSE(exists("c"));
}

TEST_F(SqliteForeignKeysTest, EachTaskIsStartedOnceThoughItRunsTwice) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", orphan);

  run(tasks);

  EXPECT_THAT(recorder_.events,
              ElementsAre("started 0", "started 1", "finished 0"));
}

TEST_F(SqliteForeignKeysTest, BatchIsUndoneAsAWhole) {
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", orphan);
  tasks.transactional("c", "CREATE TABLE c (id INTEGER)");

  const Outcome outcome = run(tasks, TransactionMode::batch);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_EQ(outcome.failure->task, 1u);
  EXPECT_THAT(log(), IsEmpty());
  EXPECT_FALSE(exists("a"));
}

TEST_F(SqliteForeignKeysTest, ViolationIsFoundThoughALaterTaskFails) {
  TaskList tasks;
  tasks.transactional("a", orphan);
  tasks.transactional("b", "SELECT nope");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_EQ(outcome.committed, 0u);
  EXPECT_EQ(outcome.failure->task, 0u);
}

TEST_F(SqliteForeignKeysTest, OldViolationsAreNobodysFault) {
  execute(orphan);
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");
  tasks.transactional("b", "INSERT INTO child VALUES (40, 98)");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_EQ(outcome.committed, 1u);
  EXPECT_EQ(outcome.failure->error.notes.size(), 1u);
  EXPECT_THAT(outcome.failure->error.notes[0], HasSubstr("row 40"));
  EXPECT_TRUE(exists("a"));
}

TEST_F(SqliteForeignKeysTest, AtMostFiveRowsAreListed) {
  TaskList tasks;
  tasks.transactional("a",
                      "INSERT INTO child SELECT id + 100, 99 FROM child; "
                      "INSERT INTO child SELECT id + 1, 99 FROM child; "
                      "INSERT INTO child SELECT id + 2, 99 FROM child");

  const Outcome outcome = run(tasks);

  ASSERT_FAILED(outcome, ErrorCode::foreign_key_violation);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("14"));
  EXPECT_EQ(outcome.failure->error.notes.size(), 5u);
}

TEST_F(SqliteForeignKeysTest, KeyWithoutAUniqueParentIsNoObstacle) {
  execute("CREATE TABLE loose (name TEXT)");
  execute("CREATE TABLE pointing (name TEXT REFERENCES loose (name))");
  execute("INSERT INTO pointing VALUES ('x')");
  TaskList tasks;
  tasks.transactional("a", "CREATE TABLE a (id INTEGER)");

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
}

}  // namespace
}  // namespace godwit::driver
