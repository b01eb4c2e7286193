// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "check/lint/facts.h"

namespace godwit::check {

struct KnownCheck {
  std::string expression = {};
  bool valid = true;
};

struct KnownColumn {
  std::string type = {};
  /// Index of the migration that makes it. Absent: something older does.
  std::optional<std::size_t> migration = {};
};

struct KnownTable {
  /// Index of the migration that makes it. Absent: something older does.
  std::optional<std::size_t> migration = {};
  std::map<std::string, KnownColumn> columns = {};
  /// Check constraints by name, or by expression if they have none.
  std::map<std::string, KnownCheck> checks = {};
  /// Tables that its foreign keys point to.
  std::set<Name> parents = {};
};

/// An index or a trigger, which is lost with its table.
struct KnownPart {
  std::size_t migration = 0;
  Name table = {};
  /// Of an index, as in CreateIndex.
  std::string columns = {};
};

/// All indexes, or all triggers, by their names and by their tables.
class KnownParts {
 public:
  void put(const Name& name, KnownPart part);
  void erase(const Name& name);
  /// Of a table that goes, or that gets another name.
  void drop(const Name& table);
  void rename(const Name& table, const Name& to);
  /// Null: not known.
  const KnownPart* find(const Name& name) const;
  std::vector<Name> of(const Name& table) const;

 private:
  std::map<Name, KnownPart> parts_;
  std::map<Name, std::set<Name>> by_table_;
};

/// The schema as the migrations so far make it: only what rules ask about, and
/// only what the reader understood. What is not in it may exist all the same.
class KnownSchema {
 public:
  /// Makes the change; `migration` is the index of the one that does it.
  void apply(const Fact& fact, std::size_t migration);

  /// Null: not known.
  const KnownTable* table(const Name& name) const;
  /// Null: not known.
  const KnownPart* index(const Name& name) const;
  /// Null: not known.
  const KnownColumn* column(const Name& table, const std::string& column) const;
  /// Empty: not known.
  std::string column_type(const Name& table, const std::string& column) const;
  /// SQLite only, as far as migrations said so.
  bool uses_wal() const { return uses_wal_; }
  bool vacuums_by_itself() const { return vacuums_by_itself_; }
  bool steady_function(const std::string& name) const;
  /// As far as it is known what the procedure does.
  bool ends_transactions(const Name& procedure) const;

  std::vector<Name> children(const Name& table) const;
  std::vector<Name> indexes(const Name& table) const;
  std::vector<Name> triggers(const Name& table) const;
  std::vector<Name> views_that_mention(const std::string& table) const;

 private:
  // What no rule asks about.
  template <typename Change>
  void follow(const Change&, std::size_t) {}
  void follow(const CreateTable& create, std::size_t migration);
  void follow(const AddColumn& add, std::size_t migration);
  void follow(const AddConstraint& add, std::size_t);
  void follow(const DropTable& drop, std::size_t);
  void follow(const RenameTable& rename, std::size_t);
  void follow(const RenameColumn& rename, std::size_t);
  void follow(const DropColumn& drop, std::size_t);
  void follow(const ChangeColumnType& change, std::size_t);
  void follow(const DropConstraint& drop, std::size_t);
  void follow(const ValidateConstraint& validate, std::size_t);
  void follow(const CreateIndex& create, std::size_t migration);
  void follow(const DropIndex& drop, std::size_t);
  void follow(const CreateTrigger& create, std::size_t migration);
  void follow(const DropTrigger& drop, std::size_t);
  void follow(const CreateView& create, std::size_t);
  void follow(const DropView& drop, std::size_t);
  void follow(const CreateFunction& create, std::size_t);
  void follow(const CreateProcedure& create, std::size_t);
  void follow(const Pragma& pragma, std::size_t);

  std::map<Name, KnownTable> tables_;
  KnownParts indexes_;
  KnownParts triggers_;
  std::map<Name, std::vector<std::string>> views_;
  std::set<std::string> steady_functions_;
  std::set<Name> ending_procedures_;
  bool uses_wal_ = false;
  bool vacuums_by_itself_ = false;
};

}  // namespace godwit::check
