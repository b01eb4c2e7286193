// SPDX-License-Identifier: BSL-1.0
#include "driver_test.h"

namespace godwit::driver {
namespace {

class TemporaryTest : public DriverTest {};

TEST_F(TemporaryTest, TemporaryObjectsAreGoneBeforeTheNextTask) {
  const std::string use =
      "CREATE TEMP TABLE ids (id INTEGER); CREATE TEMP VIEW more AS "
      "SELECT id FROM ids; INSERT INTO ids VALUES (1)";
  TaskList tasks;
  tasks.transactional("a", use);
  tasks.transactional("b", use + "; CREATE TABLE seen AS SELECT * FROM more");
  tasks.by_statement("c", use);
  tasks.transactional("d", use);

  const Outcome outcome = run(tasks);

  ASSERT_SUCCEEDED(outcome);
  EXPECT_THAT(column("SELECT count(*) FROM seen"), ElementsAre("1"));
}

}  // namespace
}  // namespace godwit::driver
