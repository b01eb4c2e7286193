// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "driver/confined.h"
#include "migration/skeleton.h"
#include "support/embedded_files.h"
#include "support/ephemeral_database.h"
#include "trial/trial.h"

namespace godwit::trial {
namespace {

using test::EmbeddedFiles;
using test::EphemeralDatabase;

// What a test says that runs such a set on an empty database.
Error complaint(const EphemeralDatabase& database, const std::string& sql) {
  const EmbeddedFiles files(database.dialect(), {{"0001_a.sql", sql}});
  auto connection = driver::connect_confined(database.url()).value();
  TrialReport report = run_trial(connection, {.set = files.set()});
  return report.error.value_or(Error{});
}

TEST(TrialOutside, RefusesFilesOfTheServerBeforeAnythingRuns) {
  const auto database = EphemeralDatabase::create(Dialect::postgresql);

  const Error error = complaint(
      database, "CREATE TABLE a (id int);\nSELECT lo_import('/etc/passwd');");

  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_THAT(error.message, testing::StartsWith("lo_import() is refused"));
  EXPECT_EQ(error.location.line, 2u);
  EXPECT_EQ(test::rows(database, "SELECT to_regclass('a')")[0][0], "NULL");
}

TEST(TrialOutside, RefusesToAttachADatabaseFile) {
  const auto database = EphemeralDatabase::create(Dialect::sqlite);
  const auto real = EphemeralDatabase::create(Dialect::sqlite);
  test::execute(real, "CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");

  const Error error = complaint(
      database, "ATTACH '" + real.name() + "' AS r;\nDELETE FROM r.t;");

  EXPECT_EQ(error.code, ErrorCode::unsupported);
  EXPECT_EQ(error.location.line, 1u);
  EXPECT_EQ(test::rows(real, "SELECT a FROM t").size(), 1u);
}

// As the real run would.
TEST(TrialOutside, RefusesWhatIsStillToBeWritten) {
  const auto database = EphemeralDatabase::create(Dialect::sqlite);

  const Error error =
      complaint(database, std::string(skeleton_of(Direction::up)));

  EXPECT_NE(error.message, "");
  EXPECT_EQ(error.location.line, 1u);
}

}  // namespace
}  // namespace godwit::trial
