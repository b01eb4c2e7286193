// SPDX-License-Identifier: BSL-1.0
#include "change/side_table_text.h"

#include <fmt/format.h>

#include "base/comma_separated.h"
#include "schema/written_name.h"

namespace godwit::change {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

namespace {

using Texts = std::vector<std::string>;

std::string with_doubled_quotes(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (c == '\'') quoted += c;
    quoted += c;
  }
  return quoted;
}

}  // namespace

std::string sql_name(const Fact& fact, Dialect dialect) {
  return fact.reference.empty() ? schema::written_name(fact.name, dialect)
                                : fact.reference;
}

Identity table_of_column(const Identity& column) {
  return {.kind = Kind::table, .schema = column.schema, .name = column.table};
}

SideTableText::SideTableText(const Model& model, const SideTable& side)
    : model_(model),
      side_(side),
      object_(fact(side.object)),
      rows_(keeps_rows() ? object_ : *model.find(table_of_column(object_.id))) {
}

std::string SideTableText::name() const {
  const std::string name = written(side_.name);
  const std::string& old = side_.object.before.schema;
  if (old.empty()) return name;
  // It goes along with a schema that is renamed, and not with a table that
  // moves to another one.
  const bool has_old =
      model_.find({.kind = Kind::schema, .name = old}) != nullptr;
  return written(has_old ? old : side_.object.after.schema) + '.' + name;
}

std::string SideTableText::create(std::string_view words) const {
  Texts parts;
  Texts keys;
  for (const SideTable::Column& key : side_.keys) {
    parts.push_back(definition(key) + " NOT NULL");
    keys.push_back(key.name);
  }
  for (const SideTable::Column& value : side_.values) {
    parts.push_back(definition(value));
  }
  if (!keys.empty()) {
    parts.push_back(fmt::format("PRIMARY KEY ({})", comma_separated(keys)));
  }
  return fmt::format("{} {} ({})", words, name(), comma_separated(parts));
}

std::string SideTableText::lock() const {
  return fmt::format("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", rows());
}

std::string SideTableText::copy() const {
  Texts names;
  Texts values;
  for (const auto* columns : {&side_.keys, &side_.values}) {
    for (const SideTable::Column& one : *columns) {
      names.push_back(one.name);
      values.push_back(kept(one));
    }
  }
  return fmt::format("INSERT INTO {} ({})\nSELECT {} FROM {}{}", name(),
                     comma_separated(names), comma_separated(values), rows(),
                     condition());
}

std::string SideTableText::value() const {
  const std::string from =
      fmt::format("FROM {} AS godwit_kept WHERE {}", name(), same_row());
  const std::string kept = fmt::format(
      "(SELECT {} {})", given_back(side_.values.front(), "godwit_kept."), from);
  const std::string_view usual = object_.aspect("default");
  if (usual.empty()) return kept;
  if (object_.aspects.contains("not null")) {
    return fmt::format("coalesce({}, {})", kept, usual);
  }
  return fmt::format("CASE WHEN EXISTS (SELECT 1 {}) THEN {} ELSE {} END", from,
                     kept, usual);
}

std::string SideTableText::insert() const {
  Texts names;
  Texts values;
  bool numbered = false;
  for (const SideTable::Column& one : side_.values) {
    const Fact& column = fact(one.place);
    names.push_back(sql(column));
    values.push_back(given_back(one, ""));
    numbered = numbered || !column.aspect("identity").empty();
  }
  return fmt::format("INSERT INTO {} ({}){}\nSELECT {} FROM {}", rows(),
                     comma_separated(names),
                     numbered ? " OVERRIDING SYSTEM VALUE" : "",
                     comma_separated(values), name());
}

Texts SideTableText::follow_rows() const {
  Texts statements;
  for (const SideTable::Column& one : side_.values) {
    const Fact& column = fact(one.place);
    const std::string full = rows() + '.' + sql(column);
    for (const auto& [id, sequence] : model_.facts) {
      const bool numbers =
          id.kind == Kind::sequence && (sequence.aspect("owned by") == full ||
                                        sequence.aspect("identity") == full);
      if (!numbers) continue;
      statements.push_back(fmt::format(
          "SELECT setval('{}', coalesce(max({}), 0) + 1, false) FROM {}",
          with_doubled_quotes(sequence.reference), sql(column), rows()));
    }
  }
  return statements;
}

const Fact& SideTableText::fact(const SideTable::Place& place) const {
  const Fact* before = model_.find(place.before);
  return before != nullptr ? *before : *model_.find(place.after);
}

std::string SideTableText::sql(const Fact& fact) const {
  return sql_name(fact, model_.dialect);
}

std::string SideTableText::written(std::string_view name) const {
  return schema::written_name(name, model_.dialect);
}

std::string SideTableText::definition(const SideTable::Column& column) const {
  if (column.as_text) return column.name + " text";
  const Fact& of = fact(column.place);
  std::string text = column.name;
  if (const auto type = of.aspect("type"); !type.empty()) {
    text += fmt::format(" {}", type);
  }
  if (const auto collation = of.aspect("collation"); !collation.empty()) {
    text += fmt::format(" COLLATE {}", collation);
  }
  return text;
}

std::string SideTableText::kept(const SideTable::Column& column) const {
  return sql(fact(column.place)) + (column.as_text ? "::text" : "");
}

std::string SideTableText::given_back(const SideTable::Column& column,
                                      std::string_view of) const {
  const std::string name = std::string(of) + column.name;
  if (!column.as_text) return name;
  return fmt::format("{}::{}", name, fact(column.place).aspect("type"));
}

// What is kept is on the left: of SQLite, its collation counts, by which the
// primary key is sorted.
std::string SideTableText::same_row() const {
  std::string text;
  for (const SideTable::Column& key : side_.keys) {
    text += fmt::format("{}godwit_kept.{} = {}.{}", text.empty() ? "" : " AND ",
                        key.name, rows(), kept(key));
  }
  return text;
}

// A NULL is what rows get by themselves, unless there is a default.
std::string SideTableText::condition() const {
  if (keeps_rows() || !object_.aspect("default").empty()) return "";
  return fmt::format(" WHERE {} IS NOT NULL", sql(object_));
}

}  // namespace godwit::change
