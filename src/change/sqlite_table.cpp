// SPDX-License-Identifier: BSL-1.0
#include "change/sqlite_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "sql/made_object.h"
#include "sql/words.h"

namespace godwit::change {
namespace {

using schema::Difference;
using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

std::vector<std::string> words_of_definition(const Fact& column) {
  std::vector<std::string> found;
  sql::Words words(column.aspect("definition"), Dialect::sqlite);
  for (auto word = words.next(); !word.empty(); word = words.next()) {
    found.emplace_back(word);
  }
  return found;
}

bool says(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A literal, which may have a sign and stand in parentheses; no expression and
// no time, of which SQLite does not know what rows that are there should get.
bool is_constant(std::string_view value) {
  sql::Words words(value, Dialect::sqlite);
  std::vector<std::string_view> found;
  for (auto word = words.next(); !word.empty(); word = words.next()) {
    found.push_back(word);
  }
  if (found.size() >= 3 && found.front() == "(" && found.back() == ")") {
    found.erase(found.begin());
    found.pop_back();
  }
  if (found.size() == 2 && (found[0] == "-" || found[0] == "+")) {
    found.erase(found.begin());
  }
  // A blob is two tokens or one, depending on who reads it.
  return found.size() == 1 && found[0] != "(" &&
         !sql::is_any_of(found[0],
                         {"CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"});
}

bool is_null(std::string_view value) {
  return value.empty() || sql::is_word(value, "NULL");
}

bool can_be_added(const ChangeRequest& request, const Fact& column) {
  const auto words = words_of_definition(column);
  const std::string_view value = column.aspect("default");
  const bool required = column.aspects.contains("not null");
  if (column.aspects.contains("primary key") || says(words, "unique")) {
    return false;
  }
  if (column.aspect("generated") == "stored") return false;
  if (!value.empty() && !is_constant(value)) return false;
  if (required && is_null(value) && column.aspect("generated").empty()) {
    return false;
  }
  if (says(words, "references") && !is_null(value)) return false;
  return !(required && request.fills.contains(column.id));
}

// Whether another part of the table, an index of it or a foreign key to it says
// the name of the column.
bool is_named_elsewhere(const Model& model, const Identity& column) {
  const auto named_in = [&](std::string_view text) {
    return sql::names_in(text, Dialect::sqlite).contains(column.name);
  };
  for (const auto& [id, fact] : model.facts) {
    if (id == column) continue;
    const bool part = id.table == column.table &&
                      (id.kind == Kind::column || id.kind == Kind::constraint ||
                       id.kind == Kind::index);
    const bool reference =
        id.kind == Kind::table && id.name != column.table &&
        sql::names_in(fact.aspect("foreign keys"), Dialect::sqlite)
            .contains(column.table);
    if ((part || reference) && named_in(fact.text)) return true;
  }
  return false;
}

// Indexes that go or change are gone by then.
bool can_be_dropped(const ChangeRequest& request, const Fact& column) {
  if (column.aspects.contains("primary key")) return false;
  if (says(words_of_definition(column), "unique")) return false;
  const Identity table{.kind = Kind::table, .name = column.id.table};
  if (request.from.parts_of(table, Kind::column).size() < 2) return false;
  return !is_named_elsewhere(request.from, column.id);
}

// Only its name is written otherwise.
bool is_recased(const Difference& difference) {
  if (difference.before == nullptr || difference.after == nullptr) return false;
  auto before = difference.before->aspects;
  auto after = difference.after->aspects;
  before.erase("name");
  after.erase("name");
  return before == after;
}

bool can_be_altered(const ChangeRequest& request,
                    const Difference& difference) {
  if (difference.id().kind != Kind::column) return false;
  if (difference.before == nullptr) {
    return can_be_added(request, *difference.after);
  }
  if (difference.after == nullptr) {
    return can_be_dropped(request, *difference.before);
  }
  return is_recased(difference);
}

// What foreign keys say follows from the columns and constraints that change.
bool only_foreign_keys(const Difference& difference) {
  if (difference.before == nullptr || difference.after == nullptr ||
      difference.id().kind != Kind::table) {
    return false;
  }
  return difference.before->aspect("options") ==
         difference.after->aspect("options");
}

std::string name_of(const Fact& fact) { return sqlite_name(fact.name); }

}  // namespace

bool TableChange::in_the_way() const {
  return rebuild || std::any_of(differences.begin(), differences.end(),
                                [](const Difference& one) {
                                  return one.before != nullptr;
                                });
}

TableChange table_change(const ChangeRequest& request,
                         std::span<const Difference> differences,
                         const Identity& table) {
  TableChange change;
  bool other_references = false;
  for (const Difference& one : differences) {
    const Identity& id = one.id();
    const bool part = id.table == table.name &&
                      (id.kind == Kind::column || id.kind == Kind::constraint);
    if (id == table && only_foreign_keys(one)) {
      other_references = true;
    } else if (part || id == table) {
      change.differences.push_back(one);
    }
  }
  change.rebuild =
      (other_references && change.empty()) ||
      std::any_of(
          change.differences.begin(), change.differences.end(),
          [&](const Difference& one) { return !can_be_altered(request, one); });
  if (other_references && change.empty()) {
    change.differences.push_back(
        {.before = request.from.find(table), .after = request.to.find(table)});
  }
  return change;
}

Operations alter_table(const ChangeRequest& request, const Identity& table,
                       const TableChange& change) {
  Operations operations;
  const std::string name = name_of(*request.from.find(table));
  const auto add = [&](const Difference& one, std::string statement,
                       std::string_view verb) {
    operations.push_back(
        {.statement = std::move(statement),
         .summary = fmt::format("{} {}", verb, schema::label(one.id()))});
  };
  for (const Difference& one : change.differences) {
    if (one.after != nullptr) continue;
    add(one,
        fmt::format("ALTER TABLE {} DROP COLUMN {}", name,
                    name_of(*one.before)),
        "drop");
    operations.back().dangers = {{Risk::drops_column, one.id()}};
  }
  for (const Difference& one : change.differences) {
    if (one.before == nullptr || one.after == nullptr) continue;
    add(one,
        fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", name,
                    name_of(*one.before), name_of(*one.after)),
        "rename");
  }
  std::vector<Difference> added;
  for (const Difference& one : change.differences) {
    if (one.before == nullptr) added.push_back(one);
  }
  std::sort(added.begin(), added.end(),
            [](const Difference& one, const Difference& other) {
              return one.after->position < other.after->position;
            });
  for (const Difference& one : added) {
    add(one, fmt::format("ALTER TABLE {} ADD COLUMN {}", name, one.after->text),
        "add");
    const auto fill = request.fills.find(one.id());
    if (fill == request.fills.end()) continue;
    operations.push_back(
        {.statement = fmt::format("UPDATE {} SET {} = {}", name,
                                  name_of(*one.after), fill->second)});
  }
  return operations;
}

}  // namespace godwit::change
