// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/table_size.h"

namespace godwit::check {

/// What a statement does to one table.
struct TableEffect {
  driver::TableName table = {};
  /// The strongest lock, as the manual of PostgreSQL spells it, such as
  /// "ACCESS EXCLUSIVE". Empty: none that is known, or the database locks
  /// itself as a whole.
  std::string_view lock = {};
  /// What others cannot do meanwhile: "reads and writes", "writes" or nothing.
  /// On SQLite of what takes long alone, since every write locks the file.
  std::string_view blocks = {};
  bool reads_all = false;
  bool rewrites = false;
  /// Rows, or values of them, are gone afterwards.
  bool loses = false;
  /// It changes more than rows, which only the owner may.
  bool altered = false;
  /// The plan makes it, so that it has no users yet, and few rows.
  bool made_here = false;
};

/// Adds what is done to the same table as well.
void join(TableEffect& all, const TableEffect& more);

/// What is known of a statement. A DO block does what is in it.
struct StatementEffect {
  /// In the file.
  std::uint32_t line = 0;
  /// Of its text, without secrets; "…" at the end: there is more.
  std::string text = {};
  /// In the order in which the statement comes to them.
  std::vector<TableEffect> tables = {};
  /// What it loses, in words, such as "DROP TABLE loses all rows of \"a\"".
  std::vector<std::string> losses = {};
};

/// Of the statements that will run, in their order. Empty for C++.
using StepEffects = std::vector<StatementEffect>;

/// The effects of each step, by the readers and rules of `lint`, whatever is
/// allowed or switched off there. `set`: that of the plan. `server_version`:
/// the major version of PostgreSQL; 0: not known.
std::vector<StepEffects> effects_of(const Plan& plan, const MigrationSet& set,
                                    int server_version);

/// The same of the snapshot of a plan.
StepEffects effects_of_snapshot(const Plan& plan, const MigrationSet& set);

/// Of statements without files, one for each; `before`: what has made the
/// schema that they find.
StepEffects effects_of_statements(std::span<const std::string> statements,
                                  std::span<const std::string> before,
                                  Dialect dialect);

}  // namespace godwit::check
