// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "check/lint.h"
#include "check/lint/fact_index.h"
#include "check/lint/facts.h"
#include "check/lint/known_schema.h"

namespace godwit::check {

/// One half of a migration, and what is known around it.
struct Half {
  const Migration& migration;
  const Script& script;
  Direction direction = Direction::up;
  /// What all its statements do, in their order.
  const std::vector<Fact>& facts;
  /// The same, to be looked up.
  const FactIndex& lookup;
  const MigrationSet& set;
  /// Index of the migration in the set.
  std::size_t index = 0;
  /// Index of the first migration of the run that this one belongs to.
  std::size_t run_begins = 0;
  /// Before the fact that is judged; for a rule of halves, before the half.
  const KnownSchema& schema;
  /// Of all scripts of the set.
  std::span<const MisreadName> misread = {};
  /// From each BEGIN to its COMMIT, in a script that Godwit runs in none.
  const std::vector<StatementRange>& own_transactions;
  /// The oldest that the script may meet.
  int server_version = 0;

  /// Whether a statement shares its transaction with those around it.
  bool in_transaction(const Fact& fact) const;
  /// Whether the table may have rows and users: all but those that this very
  /// run makes.
  bool existing(const Name& table) const;
  /// The same of a column.
  bool existing(const Name& table, const std::string& column) const;
  /// The table that takes the place of one that is dropped, under the name that
  /// it has in the end. Absent: its rows are lost.
  std::optional<Name> successor(const Fact& drop) const;
};

/// What a statement does with the rows that a table has.
enum class TableWork : std::uint8_t {
  none,      ///< nothing that takes longer with more of them
  reads,     ///< it reads all of them
  rewrites,  ///< it writes all of them anew
};

/// Takes what a rule has to say.
class Report {
 public:
  struct Entry {
    std::size_t offset = 0;
    std::string message = {};
    std::string hint = {};
    /// Absent: as the rule says of itself.
    std::optional<TableWork> work = {};
  };

  /// `offset` is one of the script's text.
  void add(std::size_t offset, std::string message, std::string hint,
           std::optional<TableWork> work = {}) {
    entries_.push_back({offset, std::move(message), std::move(hint), work});
  }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

enum class Halves : bool {
  up,    ///< a way down may lose data and block, that is what it is for
  both,  ///< what is a mistake everywhere
};

/// A rule looks at each fact by itself or at a half as a whole.
struct Rule {
  RuleInfo info = {};
  void (*of_fact)(const Half&, const Fact&, Report&) = nullptr;
  void (*of_half)(const Half&, Report&) = nullptr;
  Halves halves = Halves::up;
  /// Of the table that the fact is about, where the rule reports it.
  TableWork work = TableWork::none;
};

/// The fact as one of the kind `T`. Null: it is another.
template <typename T>
const T* as(const Fact& fact) {
  return std::get_if<T>(&fact.what);
}

std::span<const Rule> data_loss_rules();
std::span<const Rule> down_rules();
std::span<const Rule> column_rules();
std::span<const Rule> constraint_rules();
std::span<const Rule> index_rules();
std::span<const Rule> table_rules();
std::span<const Rule> rename_rules();
std::span<const Rule> enum_rules();
std::span<const Rule> session_rules();
std::span<const Rule> style_rules();
std::span<const Rule> sqlite_rules();
std::span<const Rule> sqlite_rebuild_rules();

}  // namespace godwit::check
