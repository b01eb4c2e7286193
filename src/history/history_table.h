// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <string>
#include <string_view>
#include <vector>

namespace godwit::history {

/// The format of the tables that this build writes. See docs/format.md.
inline constexpr int current_format = 1;

/// Where the history of one set lives: a table with a row for each applied
/// migration, and beside it `<table>_info` with what holds for all of them and
/// `<table>_log` with a row for each run. `<table>_lock` only servers have.
class HistoryTable {
 public:
  /// "table" or "schema.table"; empty: "godwit_migrations". On PostgreSQL the
  /// schema defaults to "public", so that a migration that changes search_path
  /// cannot hide the history. Fails with invalid_argument for a name that the
  /// database would cut short (63 bytes on PostgreSQL) or that is empty.
  static Result<HistoryTable> named(std::string_view name, Dialect dialect);

  Dialect dialect() const noexcept { return dialect_; }
  /// Quoted and qualified, for SQL.
  const std::string& rows() const noexcept { return rows_; }
  const std::string& info() const noexcept { return info_; }
  const std::string& log() const noexcept { return log_; }
  /// Without quotes; "main" on SQLite.
  const std::string& schema() const noexcept { return schema_; }
  /// Without quotes, such as "public.godwit_migrations".
  const std::string& name() const noexcept { return name_; }
  /// All of them, without their schema and without quotes.
  const std::vector<std::string>& tables() const noexcept { return tables_; }
  /// The same as name() is.
  std::vector<std::string> names() const;

 private:
  Dialect dialect_ = Dialect::sqlite;
  std::string schema_;
  std::string rows_;
  std::string info_;
  std::string log_;
  std::string name_;
  std::vector<std::string> tables_;
};

}  // namespace godwit::history
