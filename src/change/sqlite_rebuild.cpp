// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/comma_separated.h"
#include "base/sql_names.h"
#include "change/sqlite_table.h"
#include "schema/sqlite_table_text.h"
#include "sql/made_object.h"
#include "sql/words.h"

namespace godwit::change {
namespace {

using schema::Difference;
using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

std::string string_of(std::string_view name) {
  std::string text = "'";
  for (const char c : name) {
    if (c == '\'') text += '\'';
    text += c;
  }
  return text + "'";
}

/// One side of a rebuild.
class Side {
 public:
  Side(const Model& model, const Identity& table)
      : fact_(*model.find(table)),
        columns_(model.parts_of(table, Kind::column)) {}

  const Fact& fact() const { return fact_; }
  const std::vector<const Fact*>& columns() const { return columns_; }

  const Fact* column(std::string_view name) const {
    const auto found = std::find_if(
        columns_.begin(), columns_.end(),
        [&](const Fact* column) { return column->id.name == name; });
    return found != columns_.end() ? *found : nullptr;
  }

  bool has_rowid() const {
    return fact_.aspect("options").find("without rowid") == std::string::npos;
  }

  /// The column that is the rowid. Null: it is hidden, or there is none.
  const Fact* rowid_column() const {
    if (!has_rowid()) return nullptr;
    const Fact* found = nullptr;
    for (const Fact* column : columns_) {
      if (!column->aspects.contains("primary key")) continue;
      if (found != nullptr) return nullptr;
      found = column;
    }
    // INTEGER PRIMARY KEY DESC is none
    // (https://sqlite.org/lang_createtable.html 5).
    const bool alias = found != nullptr &&
                       lower(found->aspect("type")) == "integer" &&
                       found->aspect("definition").find("primary key desc") ==
                           std::string::npos;
    return alias ? found : nullptr;
  }

  /// By which a hidden rowid can be said.
  std::string rowid() const {
    for (const char* name : {"rowid", "_rowid_", "oid"}) {
      if (column(name) == nullptr) return name;
    }
    return {};
  }

  bool counts() const {
    return std::any_of(
        columns_.begin(), columns_.end(), [](const Fact* column) {
          return column->aspect("definition").find("autoincrement") !=
                 std::string::npos;
        });
  }

 private:
  const Fact& fact_;
  std::vector<const Fact*> columns_;
};

/// The columns that are carried over, and what they get.
struct Copied {
  std::vector<std::string> names = {};
  std::vector<std::string> values = {};

  void add(std::string name, std::string value) {
    names.push_back(std::move(name));
    values.push_back(std::move(value));
  }
};

std::optional<std::string> value_of(const ChangeRequest& request,
                                    const Side& old, const Fact& column) {
  const Fact* before = old.column(column.id.name);
  const auto fill = request.fills.find(column.id);
  if (before == nullptr) {
    if (fill == request.fills.end()) return std::nullopt;
    return fill->second;
  }
  if (fill == request.fills.end()) return sqlite_name(before->name);
  return fmt::format("coalesce({}, {})", sqlite_name(before->name),
                     fill->second);
}

Copied copied(const ChangeRequest& request, const Side& old,
              const Side& wanted) {
  Copied all;
  const Fact* key = wanted.rowid_column();
  const bool key_is_new = key != nullptr && !old.column(key->id.name);
  if (old.has_rowid() && !old.rowid().empty() && wanted.has_rowid()) {
    if (key_is_new) {
      all.add(sqlite_name(key->name), old.rowid());
    } else if (key == nullptr && !wanted.rowid().empty()) {
      all.add(wanted.rowid(), old.rowid());
    }
  }
  for (const Fact* column : wanted.columns()) {
    if (column->aspects.contains("generated")) continue;
    if (key_is_new && column == key) continue;
    if (auto value = value_of(request, old, *column)) {
      all.add(sqlite_name(column->name), *std::move(value));
    }
  }
  return all;
}

enum class Affinity { text, number, blob };

// https://sqlite.org/datatype3.html 3.1, as far as it changes values.
Affinity affinity(const Fact& column) {
  const std::string type = lower(column.aspect("type"));
  const auto says = [&](std::string_view part) {
    return type.find(part) != std::string::npos;
  };
  if (says("int")) return Affinity::number;
  if (says("char") || says("clob") || says("text")) return Affinity::text;
  if (says("blob") || type.empty()) return Affinity::blob;
  return Affinity::number;
}

std::optional<Risk> risk_of(const ChangeRequest& request,
                            const Difference& difference) {
  if (difference.id().kind != Kind::column) return std::nullopt;
  if (difference.after == nullptr) return Risk::drops_column;
  const Fact& column = *difference.after;
  const Fact* before = difference.before;
  const bool filled = request.fills.contains(difference.id());
  const bool required = column.aspects.contains("not null") && !filled &&
                        column.aspect("generated").empty();
  if (before == nullptr) {
    const auto value = column.aspect("default");
    const bool none = value.empty() || sql::is_word(value, "NULL");
    if (required && none) return Risk::requires_value;
    return std::nullopt;
  }
  if (required && !before->aspects.contains("not null")) {
    return Risk::requires_value;
  }
  if (affinity(*before) != affinity(column) &&
      affinity(column) == Affinity::number) {
    return Risk::narrows;
  }
  return std::nullopt;
}

std::vector<Operation::Danger> dangers(const ChangeRequest& request,
                                       const TableChange& change) {
  std::vector<Operation::Danger> found;
  for (const Difference& one : change.differences) {
    if (const auto risk = risk_of(request, one)) {
      found.push_back({*risk, one.id()});
    }
  }
  return found;
}

// Such as "rebuild table person: add email, change age". A constraint without a
// name is no word for anybody.
std::string summary(const Identity& table, const TableChange& change) {
  std::vector<std::string> parts;
  for (const Difference& one : change.differences) {
    if (one.id().kind != Kind::column) continue;
    const std::string_view verb = one.before == nullptr  ? "add"
                                  : one.after == nullptr ? "drop"
                                                         : "change";
    parts.push_back(fmt::format("{} {}", verb, one.id().name));
  }
  const std::string text = "rebuild " + schema::label(table);
  if (parts.empty()) return text;
  return fmt::format("{}: {}", text, comma_separated(parts));
}

std::string temporary_name(const Fact& table) {
  return "godwit_new_" + table.name;
}

// In place of the name that the statement has.
std::string under_other_name(std::string_view create, std::size_t begin,
                             std::size_t end, const std::string& name) {
  return fmt::format("{}{}{}", create.substr(0, begin), sqlite_name(name),
                     create.substr(end));
}

void keep_counter(const Fact& table, Operations& operations) {
  const std::string temporary = string_of(temporary_name(table));
  operations.push_back(
      {.statement = fmt::format("DELETE FROM sqlite_sequence WHERE name = {}",
                                temporary)});
  operations.push_back(
      {.statement =
           fmt::format("INSERT INTO sqlite_sequence (name, seq)\n"
                       "SELECT {}, seq FROM sqlite_sequence WHERE name = {}",
                       temporary, string_of(table.name))});
}

void take_its_place(const Fact& table, Operations& operations) {
  const std::string name = sqlite_name(table.name);
  operations.push_back({.statement = "DROP TABLE " + name});
  operations.push_back(
      {.statement = fmt::format("ALTER TABLE {} RENAME TO {}",
                                sqlite_name(temporary_name(table)), name)});
}

std::string insert(const Fact& table, const Copied& all) {
  return fmt::format("INSERT INTO {} ({})\nSELECT {}\nFROM {}",
                     sqlite_name(temporary_name(table)),
                     comma_separated(all.names), comma_separated(all.values),
                     sqlite_name(table.name));
}

// CREATE VIRTUAL TABLE, and its name.
std::pair<std::size_t, std::size_t> name_of_virtual_table(
    std::string_view create) {
  sql::Lexer lexer(create, Dialect::sqlite);
  sql::Token token;
  for (int n = 0; n < 4 && lexer.next(token);) {
    if (!sql::is_comment(token)) ++n;
  }
  return {token.begin, token.end};
}

/// Where a virtual table has what is in it
/// (https://sqlite.org/fts5.html 4.4).
enum class Content { own, elsewhere, none };

Content content_of(std::string_view create) {
  sql::Words words(create, Dialect::sqlite);
  for (auto word = words.next(); !word.empty(); word = words.next()) {
    if (!sql::is_word(word, "CONTENT") || words.next() != "=") continue;
    const auto what = words.next();
    return what == "''" || what == "\"\"" ? Content::none : Content::elsewhere;
  }
  return Content::own;
}

}  // namespace

Operations rebuild_table(const ChangeRequest& request, const Identity& table,
                         const TableChange& change) {
  const Side old(request.from, table);
  const Side wanted(request.to, table);
  const Fact& fact = old.fact();
  const std::string& create = wanted.fact().text;
  const auto text = schema::read_table_text(create);
  Operations operations = {
      {.statement = under_other_name(create, text.name_begin, text.name_end,
                                     temporary_name(fact)),
       .summary = summary(table, change),
       .dangers = dangers(request, change)}};
  const Copied all = copied(request, old, wanted);
  if (!all.names.empty()) operations.push_back({insert(fact, all)});
  if (old.counts() && wanted.counts()) keep_counter(fact, operations);
  take_its_place(fact, operations);
  return operations;
}

Operations rebuild_virtual_table(const ChangeRequest& request,
                                 const Identity& table) {
  const Side old(request.from, table);
  const Side wanted(request.to, table);
  const Fact& fact = old.fact();
  const auto [begin, end] = name_of_virtual_table(wanted.fact().text);
  Operations operations = {
      {.statement = under_other_name(wanted.fact().text, begin, end,
                                     temporary_name(fact)),
       .summary = "rebuild " + schema::label(table)}};
  const Copied all = copied(request, old, wanted);
  switch (content_of(wanted.fact().text)) {
    case Content::own:
      operations.push_back({insert(fact, all)});
      break;
    case Content::elsewhere:
      operations.push_back(
          {.statement = fmt::format("INSERT INTO {0} ({0}) VALUES ('rebuild')",
                                    sqlite_name(temporary_name(fact)))});
      break;
    case Content::none:
      operations.front().dangers = {{Risk::drops_table, table}};
  }
  take_its_place(fact, operations);
  return operations;
}

}  // namespace godwit::change
