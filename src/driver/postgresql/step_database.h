// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "driver/postgresql/run_state.h"
#include "driver/step_database.h"

namespace godwit::driver::postgresql {

/// The database as code sees it that runs as a task.
class PostgresqlStepDatabase final : public StepDatabase {
 public:
  PostgresqlStepDatabase(RunState& state, std::size_t task);

  ::pg_conn* postgresql() override;

  /// Writes a record and commits it with all that was done. `elapsed`: of the
  /// task, for the last one.
  Result<void> keep(const std::vector<Query>& record,
                    std::chrono::microseconds elapsed);

 private:
  Result<void> begin() override;
  Result<void> keep(const std::vector<Query>& record) override {
    return keep(record, {});
  }
  Result<std::int64_t> run_statement(
      const std::string& sql, std::span<const Value> parameters) override;
  Result<std::unique_ptr<Cursor>> open_cursor(
      const Place& place, std::span<const Value> parameters) override;
  Result<void> check_left() override;
  bool is_failed() const override;

  RunState& state_;
  std::size_t cursors_ = 0;
};

}  // namespace godwit::driver::postgresql
