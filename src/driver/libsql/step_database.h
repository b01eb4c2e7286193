// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/libsql/open_transaction.h"
#include "driver/libsql/run_state.h"
#include "driver/step_database.h"

namespace godwit::driver::libsql {

/// The database as code sees it that runs as a task. There is no connection of
/// a library to give to it.
class LibsqlStepDatabase final : public StepDatabase {
 public:
  LibsqlStepDatabase(RunState& state, std::size_t task,
                     OpenTransaction& transaction);

 private:
  Result<void> begin() override;
  Result<void> keep(const std::vector<Query>& record) override;
  Result<std::int64_t> run_statement(
      const std::string& sql, std::span<const Value> parameters) override;
  Result<std::unique_ptr<Cursor>> open_cursor(
      const Place& place, std::span<const Value> parameters) override;
  Result<void> check_left() override { return {}; }
  bool is_failed() const override { return lost_; }

  Result<hrana::Done> execute(const std::string& sql, bool wants_rows,
                              std::span<const Value> parameters);

  RunState& state_;
  std::size_t index_;
  OpenTransaction& transaction_;
  /// The transaction is over, and not by us.
  bool lost_ = false;
};

}  // namespace godwit::driver::libsql
