// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "driver/sqlite/interruption.h"
#include "driver/sqlite/run_state.h"
#include "driver/step_database.h"

namespace godwit::driver::sqlite {

/// The database as code sees it that runs as a task.
class SqliteStepDatabase final : public StepDatabase {
 public:
  SqliteStepDatabase(RunState& state, std::size_t task, const StopToken& stop);

  ::sqlite3* sqlite() override;

 private:
  Result<void> begin() override;
  Result<void> keep(const std::vector<Query>& record) override;
  Result<std::int64_t> run_statement(
      const std::string& sql, std::span<const Value> parameters) override;
  Result<std::unique_ptr<Cursor>> open_cursor(
      const Place& place, std::span<const Value> parameters) override;
  Result<void> check_left() override;

  RunState& state_;
  Interruption interruption_;
  std::vector<sqlite3_stmt*> open_before_;
};

}  // namespace godwit::driver::sqlite
