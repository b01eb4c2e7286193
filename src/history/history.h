// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>
#include <godwit/result.h>
#include <godwit/sql.h>

#include <cstdint>
#include <string>
#include <vector>

#include "driver/session.h"

namespace godwit::history {

/// The format of the tables that this build writes, and the oldest one that it
/// can read and upgrade. See docs/format.md.
inline constexpr int current_format = 1;

/// Where the history of one set lives. Checked when made, so that a hostile
/// name is an error and never SQL.
class HistoryTable {
 public:
  /// "table" or "schema.table"; empty: "godwit_migrations".
  static Result<HistoryTable> named(std::string_view name, Dialect dialect);

  Dialect dialect() const noexcept { return dialect_; }
  /// Quoted and qualified, for SQL.
  const std::string& rows() const noexcept { return rows_; }
  const std::string& facts() const noexcept { return facts_; }
  const std::string& schema() const noexcept { return schema_; }
  /// Unquoted, "public.godwit_migrations", for messages and for the lock.
  const std::string& name() const noexcept { return name_; }

 private:
  Dialect dialect_ = Dialect::sqlite;
  std::string schema_, rows_, facts_, name_;
};

}  // namespace godwit::history
