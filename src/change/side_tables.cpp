// SPDX-License-Identifier: BSL-1.0
#include "change/side_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "change/change.h"
#include "change/side_table_text.h"
#include "schema/side_table.h"
#include "schema/table_keys.h"

namespace godwit::change {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

using Column = SideTable::Column;
using Place = SideTable::Place;

Error cannot_be_kept(const Identity& object, std::string_view why) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("{} cannot be kept: {}", schema::label(object), why),
      "leave that out, or write this migration by hand");
}

bool has_heirs(const Model& model, const Identity& table) {
  return std::any_of(
      model.needs.begin(), model.needs.end(), [&](const auto& need) {
        return need.second == table && need.first.kind == Kind::table;
      });
}

// The longest that PostgreSQL keeps, with room for a number.
std::string short_name(const std::string& name) {
  constexpr std::size_t longest = 59;
  std::size_t end = std::min(name.size(), longest);
  while (end < name.size() && (name[end] & 0xC0) == 0x80) --end;
  return name.substr(0, end);
}

/// Chooses what is kept, and where.
class Choosing {
 public:
  Choosing(const Model& from, const Model& to, const Renames& renames,
           std::span<const Identity> taken)
      : from_(from), to_(to), renames_(renames) {
    for (const Identity& one : taken) taken_.insert(one.name);
  }

  Result<SideTable> choose(const Identity& object) {
    SideTable side{.object = place(object)};
    if (!stays({.kind = Kind::schema, .name = object.schema})) {
      return cannot_be_kept(object, "its schema goes as well");
    }
    auto chosen = object.kind == Kind::column ? choose_values(object, side)
                                              : choose_rows(object, side);
    if (!chosen) return std::move(chosen).error();
    side.name = free_name(object);
    return side;
  }

 private:
  Place place(const Identity& id) const {
    return {id, after_renames(id, renames_)};
  }

  bool stays(const Identity& id) const {
    return from_.find(id) == nullptr ||
           to_.find(after_renames(id, renames_)) != nullptr;
  }

  Column column(const Identity& id) const {
    const Fact& fact = *from_.find(id);
    // With an empty search_path, only what is not the database's own is printed
    // with its schema.
    const bool own = from_.dialect == Dialect::postgresql &&
                     fact.aspect("type").find('.') != std::string_view::npos;
    return {place(id), sql_name(fact, from_.dialect), own};
  }

  Result<void> choose_values(const Identity& object, SideTable& side) const {
    const Fact& fact = *from_.find(object);
    const Identity table = table_of_column(object);
    if (!fact.aspect("generated").empty()) {
      return cannot_be_kept(object, "it is computed from other columns");
    }
    if (!fact.aspect("identity").empty()) {
      return cannot_be_kept(object, "it numbers itself");
    }
    if (!stays(table)) return cannot_be_kept(object, "its table goes as well");
    const bool partitioned =
        !from_.find(table)->aspect("partition key").empty();
    if (!partitioned && has_heirs(from_, table)) {
      return cannot_be_kept(object, "other tables inherit it");
    }
    for (const std::string& name : key_of(table)) {
      side.keys.push_back(
          column({Kind::column, table.schema, table.name, name}));
    }
    if (side.keys.empty()) {
      return cannot_be_kept(object,
                            "no primary key of its table stays, nor a unique "
                            "one of columns that are NOT NULL");
    }
    side.values = {column(object)};
    return {};
  }

  Result<void> choose_rows(const Identity& object, SideTable& side) const {
    if (has_heirs(from_, object)) {
      return cannot_be_kept(object, "its rows are in several tables");
    }
    for (const Fact* fact : from_.parts_of(object, Kind::column)) {
      if (fact->aspect("generated").empty()) {
        side.values.push_back(column(fact->id));
      }
    }
    if (side.values.empty()) return cannot_be_kept(object, "it has no column");
    return {};
  }

  // By which rows are found again.
  schema::KeyColumns key_of(const Identity& table) const {
    const schema::TableKeys keys = schema::keys_of(from_, table);
    if (is_lasting(table, keys.primary, false)) return keys.primary;
    for (const schema::KeyColumns& unique : keys.unique) {
      if (is_lasting(table, unique, true)) return unique;
    }
    return {};
  }

  bool is_lasting(const Identity& table, const schema::KeyColumns& key,
                  bool required) const {
    return !key.empty() &&
           std::all_of(key.begin(), key.end(), [&](const std::string& name) {
             const Identity id{Kind::column, table.schema, table.name, name};
             return stays(id) &&
                    (!required || from_.find(id)->aspects.contains("not null"));
           });
  }

  std::string free_name(const Identity& object) {
    std::string wanted(schema::side_table_prefix);
    if (!object.table.empty()) wanted += object.table + '_';
    wanted = short_name(wanted + object.name);
    std::string free = wanted;
    for (int n = 2; !taken_.insert(free).second; ++n) {
      free = fmt::format("{}_{}", wanted, n);
    }
    return free;
  }

  const Model& from_;
  const Model& to_;
  const Renames& renames_;
  std::set<std::string> taken_;
};

}  // namespace

Result<SideTables> side_tables(const Model& from, const Model& to,
                               const Renames& renames,
                               const std::set<Identity>& objects,
                               std::span<const Identity> taken) {
  Choosing choosing(from, to, renames, taken);
  SideTables all;
  for (const Identity& object : objects) {
    auto side = choosing.choose(object);
    if (!side) return std::move(side).error();
    all.push_back(*std::move(side));
  }
  return all;
}

}  // namespace godwit::change
