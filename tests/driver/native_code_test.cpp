// SPDX-License-Identifier: BSL-1.0
#include <godwit/database.h>

#include <memory>
#include <string>

#include "application.h"
#include "code_fixture.h"

namespace godwit::driver {
namespace {

const bool sqlite = dialect == Dialect::sqlite;

/// Code on a connection of the database's own library.
class NativeCodeTest : public CodeFixture {};

TEST_F(NativeCodeTest, EndOfTheTransactionBehindOurBackIsSeen) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    run_natively(database, "COMMIT");
    return {};
  });

  ASSERT_FAILED(outcome, ErrorCode::transaction_ended);
  EXPECT_THAT(log(), IsEmpty());
}

TEST_F(NativeCodeTest, WhatItLeavesOpenIsSeen) {
  std::shared_ptr<void> left;
  const Outcome outcome = run_code([&](Database& database) -> Result<void> {
    database.execute("DELETE FROM person").value();
    left = leave_open(database, "SELECT 1 UNION ALL SELECT 2");
    return {};
  });

  ASSERT_FAILED(outcome, ErrorCode::invalid_argument);
  EXPECT_THAT(outcome.failure->error.message, HasSubstr("has left"));
  EXPECT_THAT(names(), ElementsAre("Ada", "Bob", "-"));
}

TEST_F(NativeCodeTest, SettingsThatItChangesArePutBack) {
  const Outcome outcome = run_code([](Database& database) -> Result<void> {
    if (sqlite) {
      auto rows = database.query("PRAGMA cache_size = 4321").value();
      while (rows.next().value()) {
      }
    } else {
      database.execute("SET lock_timeout = '4321ms'").value();
    }
    return {};
  });

  ASSERT_SUCCEEDED(outcome);
  const auto now =
      session()
          .query({sqlite ? "SELECT cache_size FROM pragma_cache_size"
                         : "SELECT current_setting('lock_timeout')"})
          .value()[0][0]
          .value();
  EXPECT_THAT(now, ::testing::Not(HasSubstr("4321")));
}

}  // namespace
}  // namespace godwit::driver
