// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "driver/session.h"

namespace godwit::schema {

/// What a fact is about.
enum class Kind : std::uint8_t {
  schema,
  extension,
  collation,
  enum_type,  ///< and its values, as parts of it
  composite_type,
  range_type,
  domain,
  function,  ///< and procedures
  aggregate,
  sequence,
  table,
  virtual_table,
  foreign_table,
  column,
  constraint,
  index,
  view,
  materialized_view,
  rule,
  trigger,
  policy,
  statistics,
  event_trigger,
  publication,
  comment,
  privilege,
  default_privilege,
  unmodelled,  ///< there, and not known what it is
  // Parts of other facts that a plan changes on their own. In a model only what
  // a default needs is known by itself.
  column_default,
  sequence_owner,
  partition,
  replica_identity,
};

/// In words, such as "materialized view".
std::string_view to_string(Kind kind) noexcept;

/// Which object a fact is about: equal for the same object of two databases.
struct Identity {
  Kind kind = Kind::table;
  /// Empty: objects of this kind, or of this database, are in none.
  std::string schema = {};
  /// What it is a part of: the table of a column, an index or a trigger, the
  /// type of a constraint of a domain. Empty: of nothing.
  std::string table = {};
  /// As the database compares it: in small letters on SQLite. A function has
  /// the types of its arguments behind it.
  std::string name = {};

  auto operator<=>(const Identity&) const = default;
};

/// For people, such as "column public.person.email".
std::string label(const Identity& identity);

/// What is known of one object. Two are the same if their aspects are.
struct Fact {
  Identity id = {};
  /// As it was written. May differ from `id.name` in case.
  std::string name = {};
  /// PostgreSQL: how SQL names it, in quotes where it must be, and with its
  /// schema unless it is a part of something.
  std::string reference = {};
  /// What it consists of, such as "type" or "default", as the database itself
  /// prints it.
  std::map<std::string, std::string, std::less<>> aspects = {};
  /// SQL that makes it. Empty: it is made with what it is a part of.
  std::string text = {};
  /// Why nobody can use it, though it is there: a view or a trigger of SQLite
  /// that speaks of what is not. Empty: it works. No aspect.
  std::string broken = {};
  /// Of a column in its table, from 0. No aspect: what is added stands last.
  std::size_t position = 0;

  /// Empty where there is none.
  std::string_view aspect(std::string_view name) const noexcept;
};

/// All that a database consists of, but for rows, owners, what belongs to
/// extensions and to the database system.
struct Model {
  Dialect dialect = Dialect::sqlite;
  std::map<Identity, Fact> facts = {};
  /// The first cannot be there without the second, and goes before it.
  std::set<std::pair<Identity, Identity>> needs = {};

  /// Null: there is none.
  const Fact* find(const Identity& id) const;
  /// What something is a part of. Null: of nothing that is known.
  const Fact* owner_of(const Identity& part) const;
  /// What is a part of a table, of one kind: columns in their order, else by
  /// name.
  std::vector<const Fact*> parts_of(const Identity& table, Kind kind) const;
};

Result<Model> read_model(driver::Session& session);

/// What is in a database that was just made: nothing on SQLite.
Model new_database(Dialect dialect);

/// How an object of one database is in another.
struct Difference {
  /// Null: it is not there. Both belong to the models.
  const Fact* before = nullptr;
  const Fact* after = nullptr;

  const Identity& id() const { return (after != nullptr ? after : before)->id; }
};

/// What is not the same, in the order of identities.
std::vector<Difference> differences(const Model& before, const Model& after);

}  // namespace godwit::schema
