// SPDX-License-Identifier: BSL-1.0
#include "schema/table_keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/number.h"
#include "schema/named_object.h"
#include "sql/words.h"

namespace godwit::schema {
namespace {

constexpr std::array table_kinds = {Kind::table};

// Behind a parenthesis, up to its end. Absent: one is an expression.
std::optional<KeyColumns> rest_of_list(sql::Words& words, Dialect dialect) {
  KeyColumns columns;
  bool plain = true;
  bool begins = true;
  int depth = 1;
  for (auto word = words.next(); !word.empty(); word = words.next()) {
    if (word == "(") ++depth;
    if (word == ")" && --depth == 0) break;
    if (depth > 1 || (begins && !words.at_name())) plain = false;
    if (begins) columns.push_back(identity_name(word, dialect));
    begins = depth == 1 && word == ",";
  }
  if (!plain) return std::nullopt;
  return columns;
}

// Absent: no list of names comes next.
std::optional<KeyColumns> next_list(sql::Words& words, Dialect dialect) {
  sql::Words ahead = words;
  auto word = ahead.next();
  while (sql::is_any_of(word, {"NULLS", "NOT", "DISTINCT"}))
    word = ahead.next();
  if (word != "(") return std::nullopt;
  words = ahead;
  return rest_of_list(words, dialect);
}

// Of SQLite, which says so of each column.
KeyColumns numbered_primary(const Model& model, const Identity& table) {
  std::vector<std::pair<std::size_t, std::string>> places;
  for (const Fact* column : model.parts_of(table, Kind::column)) {
    const auto place = parse_number<std::size_t>(column->aspect("primary key"));
    if (place) places.emplace_back(*place, column->id.name);
  }
  std::sort(places.begin(), places.end());
  KeyColumns columns;
  for (auto& [place, name] : places) columns.push_back(std::move(name));
  return columns;
}

KeyColumns primary_of(const Model& model, const Identity& table) {
  if (model.dialect == Dialect::sqlite) return numbered_primary(model, table);
  for (const Fact* constraint : model.parts_of(table, Kind::constraint)) {
    sql::Words words(constraint->aspect("definition"), model.dialect);
    if (!sql::begins_with(words, "PRIMARY KEY")) continue;
    return next_list(words, model.dialect).value_or(KeyColumns());
  }
  return {};
}

/// Reads what both databases write in one way, behind a column or by itself.
class ConstraintReader {
 public:
  ConstraintReader(const Model& model, const Identity& table, TableKeys& keys)
      : model_(model), table_(table), keys_(keys) {}

  /// Of a column of SQLite, as it was written.
  void read_column(const Fact& column) {
    sql::Words words(column.text, model_.dialect);
    words.next();
    read(words, {column.id.name}, "");
  }

  void read_constraint(const Fact& constraint) {
    // What SQLite has of it is in the text, its name too.
    const bool named = model_.dialect != Dialect::sqlite;
    read({named ? constraint.aspect("definition") : constraint.text,
          model_.dialect},
         {}, named ? constraint.name : "");
  }

 private:
  // `columns`: what it is about where it names none.
  void read(sql::Words words, KeyColumns columns, std::string name) {
    int depth = 0;
    ForeignKeyFact* key = nullptr;
    for (auto word = words.next(); !word.empty(); word = words.next()) {
      if (word == "(") ++depth;
      if (word == ")") --depth;
      if (depth > 0 || !words.at_word()) continue;
      if (sql::is_word(word, "CONSTRAINT")) {
        name = shown_name(words.next());  // Even that of a keyword.
      } else if (sql::is_any_of(word, {"CHECK", "NOT", "DEFAULT", "PRIMARY"})) {
        name.clear();
      } else if (sql::is_word(word, "UNIQUE")) {
        name.clear();
        keys_.unique.push_back(
            next_list(words, model_.dialect).value_or(columns));
      } else if (sql::is_word(word, "FOREIGN")) {
        words.next();
        columns = next_list(words, model_.dialect).value_or(columns);
      } else if (sql::is_word(word, "REFERENCES")) {
        key = read_reference(words, columns);
        if (key != nullptr) key->name = std::exchange(name, {});
      } else if (sql::is_word(word, "ON") && key != nullptr) {
        read_action(words, *key);
      }
    }
  }

  // Null: it points nowhere.
  ForeignKeyFact* read_reference(sql::Words& words, const KeyColumns& columns) {
    const Fact* target = next_object(words, model_, table_kinds);
    auto referenced = next_list(words, model_.dialect);
    if (target == nullptr) return nullptr;
    if (!referenced) referenced = primary_of(model_, target->id);
    if (columns.empty() || columns.size() != referenced->size()) return nullptr;
    if (!all_there(table_, columns) || !all_there(target->id, *referenced)) {
      return nullptr;
    }
    keys_.foreign.push_back({.columns = columns,
                             .references = target->id,
                             .referenced = *std::move(referenced)});
    return &keys_.foreign.back();
  }

  // Behind ON. ON CONFLICT is another matter.
  static void read_action(sql::Words& words, ForeignKeyFact& key) {
    const auto event = words.next();
    if (!sql::is_any_of(event, {"UPDATE", "DELETE"})) return;
    std::string action = lower(words.next());
    if (action == "set" || action == "no") action += ' ' + lower(words.next());
    (sql::is_word(event, "UPDATE") ? key.on_update : key.on_delete) =
        std::move(action);
  }

  bool all_there(const Identity& table, const KeyColumns& columns) const {
    return std::all_of(columns.begin(), columns.end(), [&](const auto& name) {
      return model_.find({Kind::column, table.schema, table.name, name}) !=
             nullptr;
    });
  }

  const Model& model_;
  const Identity& table_;
  TableKeys& keys_;
};

// Absent: rows may be equal, or it is not about columns.
std::optional<KeyColumns> unique_index(const Fact& index, Dialect dialect) {
  sql::Words words(index.aspect("definition"), dialect);
  if (!sql::begins_with(words, "CREATE UNIQUE") ||
      !index.aspect("invalid").empty()) {
    return std::nullopt;
  }
  auto word = words.next();
  while (!word.empty() && word != "(") word = words.next();
  auto columns = rest_of_list(words, dialect);
  for (word = words.next(); !word.empty(); word = words.next()) {
    if (words.at_word() && sql::is_word(word, "WHERE")) return std::nullopt;
  }
  return columns;
}

}  // namespace

TableKeys keys_of(const Model& model, const Identity& table) {
  TableKeys keys{.primary = primary_of(model, table)};
  ConstraintReader reader(model, table, keys);
  if (model.dialect == Dialect::sqlite) {
    for (const Fact* column : model.parts_of(table, Kind::column)) {
      reader.read_column(*column);
    }
  }
  for (const Fact* constraint : model.parts_of(table, Kind::constraint)) {
    reader.read_constraint(*constraint);
  }
  for (const Fact* index : model.parts_of(table, Kind::index)) {
    if (auto columns = unique_index(*index, model.dialect)) {
      keys.unique.push_back(*std::move(columns));
    }
  }
  return keys;
}

}  // namespace godwit::schema
