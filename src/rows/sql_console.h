// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/console/console.h"
#include "rows/cells.h"
#include "rows/table.h"

namespace godwit::rows {

/// Statements of a person, which are carried out one after the other.
struct RunRequest {
  std::string sql = {};
  /// Of each statement.
  std::size_t limit = 1000;
  /// False: nothing is written, whatever the statements say. True: they are one
  /// transaction.
  bool write = false;
  /// With `write`: it is kept, where the statements change as many rows as they
  /// did when they were looked at. False: only looked at.
  bool commit = false;
  std::optional<std::vector<std::int64_t>> expected = {};
};

struct RunResult {
  std::string sql = {};
  std::vector<std::string> names = {};
  std::vector<std::vector<ShownCell>> rows = {};
  driver::console::Done done = {};
  std::chrono::microseconds took = {};
};

struct RunFailure {
  Error error = {};
  /// In the text of the request, in bytes.
  std::optional<std::size_t> offset = {};
};

struct RunOutcome {
  /// Of the statements before the one that failed.
  std::vector<RunResult> results = {};
  std::vector<std::string> notices = {};
  bool committed = false;
  std::optional<RunFailure> failure = {};
};

RunOutcome run_sql(const Source& source, const RunRequest& request);

/// How the database would carry out one statement, which it does not.
Result<std::string> explain(const Source& source, const std::string& sql);

}  // namespace godwit::rows
