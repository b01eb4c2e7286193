// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <map>
#include <set>

#include "change/postgresql/facets.h"
#include "change/postgresql/rules.h"
#include "change/postgresql/type_cast.h"

namespace godwit::change::postgresql {
namespace {

std::string alter_table_text(const Fact& table, std::string_view what) {
  return fmt::format("ALTER TABLE {} {}", table.reference, what);
}

// "a=1, b='x, y'" by name.
std::map<std::string, std::string> options_of(std::string_view text) {
  std::map<std::string, std::string> options;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '\'') quoted = !quoted;
    if (i < text.size() && (quoted || text[i] != ',')) continue;
    const std::string_view option = text.substr(begin, i - begin);
    if (const std::size_t sign = option.find('='); sign != option.npos) {
      options.emplace(option.substr(0, sign), option);
    }
    begin = std::min(i + 2, text.size());
  }
  return options;
}

std::vector<std::string> changed_storage_options(const Fact& before,
                                                 const Fact& after) {
  const auto were = options_of(before.aspect("options"));
  const auto are = options_of(after.aspect("options"));
  std::vector<std::string> changes;
  // All of them, since those that are set stand last.
  if (differs(before, after, "options") && !are.empty()) {
    changes.push_back(fmt::format("SET ({})", after.aspect("options")));
  }
  for (const auto& [name, option] : were) {
    if (!are.contains(name)) changes.push_back(fmt::format("RESET ({})", name));
  }
  return changes;
}

std::set<std::string> parents_of(std::string_view text) {
  std::set<std::string> parents;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(", "), text.size());
    parents.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return parents;
}

std::vector<std::string> changed_parents(const Fact& before,
                                         const Fact& after) {
  const auto were = parents_of(before.aspect("inherits"));
  const auto are = parents_of(after.aspect("inherits"));
  std::vector<std::string> changes;
  for (const std::string& parent : were) {
    if (!are.contains(parent)) changes.push_back("NO INHERIT " + parent);
  }
  for (const std::string& parent : are) {
    if (!were.contains(parent)) changes.push_back("INHERIT " + parent);
  }
  return changes;
}

std::vector<std::string> row_security(const Fact& before, const Fact& after) {
  std::vector<std::string> changes;
  if (differs(before, after, "row security")) {
    changes.emplace_back(after.aspect("row security").empty()
                             ? "DISABLE ROW LEVEL SECURITY"
                             : "ENABLE ROW LEVEL SECURITY");
  }
  if (differs(before, after, "force row security")) {
    changes.emplace_back(after.aspect("force row security").empty()
                             ? "NO FORCE ROW LEVEL SECURITY"
                             : "FORCE ROW LEVEL SECURITY");
  }
  return changes;
}

std::vector<std::string> storage(const Fact& before, const Fact& after) {
  std::vector<std::string> changes;
  const auto set = [&](std::string_view aspect, std::string_view words,
                       std::string_view otherwise) {
    if (!differs(before, after, aspect)) return;
    const std::string_view value = after.aspect(aspect);
    changes.push_back(
        fmt::format("{} {}", words, value.empty() ? otherwise : value));
  };
  if (differs(before, after, "persistence")) {
    changes.emplace_back(after.aspect("persistence").empty() ? "SET LOGGED"
                                                             : "SET UNLOGGED");
  }
  set("access method", "SET ACCESS METHOD", "heap");
  set("tablespace", "SET TABLESPACE", "pg_default");
  if (differs(before, after, "of type")) {
    const std::string_view type = after.aspect("of type");
    changes.push_back(type.empty() ? std::string("NOT OF")
                                   : fmt::format("OF {}", type));
  }
  return changes;
}

std::optional<Operations> alter_table(const Sides& /*sides*/,
                                      const Fact& before, const Fact& after) {
  Operations operations;
  for (const auto changes :
       {changed_parents, changed_storage_options, storage, row_security}) {
    for (const std::string& change : changes(before, after)) {
      append(operations, one(alter_table_text(after, change), "change", after));
    }
  }
  return operations;
}

Operations create_bare_table(const Sides& sides, const Fact& table) {
  return create_table(sides, table, {});
}

Operations drop_table(const Sides& /*sides*/, const Fact& table) {
  Operations operations = one("DROP TABLE " + table.reference, "drop", table);
  operations.back().dangers = {{Risk::drops_table, table.id}};
  return operations;
}

Operations attach(const Sides& /*sides*/, const Fact& fact) {
  return {{.statement = fmt::format("ALTER TABLE {} ATTACH PARTITION {} {}",
                                    fact.aspect("partition of"), fact.reference,
                                    fact.aspect("bound"))}};
}

Operations detach(const Sides& /*sides*/, const Fact& fact) {
  return {
      {.statement = fmt::format("ALTER TABLE {} DETACH PARTITION {}",
                                fact.aspect("partition of"), fact.reference)}};
}

Operations identify(const Sides& /*sides*/, const Fact& fact) {
  const std::string_view by = fact.aspect("replica identity");
  return {{.statement = fmt::format("ALTER TABLE {} REPLICA IDENTITY {}",
                                    fact.reference, by)}};
}

Operations identify_as_usual(const Sides& /*sides*/, const Fact& fact) {
  return {{.statement = fmt::format("ALTER TABLE {} REPLICA IDENTITY DEFAULT",
                                    fact.reference)}};
}

std::optional<Operations> identify_otherwise(const Sides& sides,
                                             const Fact& /*before*/,
                                             const Fact& after) {
  return identify(sides, after);
}

// A partition has its own columns, since it is made before it is attached.
std::string create_table_text(const Sides& sides, const Fact& table,
                              const std::vector<const Fact*>& folded) {
  std::string lines;
  const auto line = [&](const std::string& text) {
    lines += (lines.empty() ? "\n    " : ",\n    ") + text;
  };
  std::map<std::string, const Fact*> given;
  for (const Fact* fact : folded) {
    if (fact->id.kind == Kind::column_default) given[fact->id.name] = fact;
  }
  for (const Fact* fact : folded) {
    if (fact->id.kind != Kind::column) continue;
    const auto found = given.find(fact->id.name);
    line(column_definition(sides.to, *fact,
                           found != given.end() ? found->second : nullptr));
  }
  for (const Fact* fact : folded) {
    if (fact->id.kind == Kind::constraint) {
      line(fmt::format("CONSTRAINT {} {}", fact->reference,
                       fact->aspect("definition")));
    }
  }
  return fmt::format("CREATE {}TABLE {} ({}{})",
                     table.aspect("persistence").empty() ? "" : "UNLOGGED ",
                     table.reference, lines, lines.empty() ? "" : "\n");
}

std::string table_suffix(const Fact& table) {
  std::string text;
  const auto say = [&](std::string_view aspect, std::string_view before,
                       std::string_view behind) {
    const std::string_view value = table.aspect(aspect);
    if (!value.empty()) text += fmt::format(" {}{}{}", before, value, behind);
  };
  say("inherits", "INHERITS (", ")");
  say("partition key", "PARTITION BY ", "");
  say("access method", "USING ", "");
  say("options", "WITH (", ")");
  say("tablespace", "TABLESPACE ", "");
  return text;
}

constexpr std::string_view name_of_old_table = "godwit_old_table";

std::vector<const Fact*> with_defaults(const Sides& sides, const Fact& table) {
  std::vector<const Fact*> facts;
  for (const Fact* column : sides.to.parts_of(table.id, Kind::column)) {
    facts.push_back(column);
    const Fact* given =
        sides.to.find(with_kind(column->id, Kind::column_default));
    if (given != nullptr) facts.push_back(given);
  }
  return facts;
}

/// What goes from one table to another.
struct Moved {
  std::string columns = {};
  std::string values = {};
  /// Values go into columns that would number rows themselves.
  bool numbered = false;
  std::vector<Operation::Danger> dangers = {};
};

// Empty: none.
std::string moved_value(const Sides& sides, const Fact& column) {
  if (const auto fill = sides.fills.find(column.id);
      fill != sides.fills.end()) {
    return fill->second;
  }
  const Fact* old = sides.from.find(column.id);
  if (old == nullptr) return "";
  const std::string cast =
      cast_text(column.reference, old->aspect("type"), column.aspect("type"));
  return cast.empty() ? column.reference : cast;
}

Moved moved_columns(const Sides& sides, const Fact& before, const Fact& after) {
  Moved moved;
  for (const Fact* column : sides.to.parts_of(after.id, Kind::column)) {
    const std::string value = moved_value(sides, *column);
    if (value.empty() || !column->aspect("generated").empty()) continue;
    moved.columns += (moved.columns.empty() ? "" : ", ") + column->reference;
    moved.values += (moved.values.empty() ? "" : ", ") + value;
    if (column->aspect("identity") == "ALWAYS") moved.numbered = true;
  }
  for (const Fact* column : sides.from.parts_of(before.id, Kind::column)) {
    if (sides.to.find(column->id) == nullptr) {
      moved.dangers.push_back({Risk::drops_column, column->id});
    }
  }
  return moved;
}

constexpr Rule of_table{create_bare_table, drop_table, alter_table};
constexpr Rule of_partition{attach, detach};
constexpr Rule of_identity{identify, identify_as_usual, identify_otherwise};

}  // namespace

Operations create_table(const Sides& sides, const Fact& table,
                        const std::vector<const Fact*>& folded) {
  Operations operations =
      one(create_table_text(sides, table, folded) + table_suffix(table),
          "create", table);
  for (const Fact* column : folded) {
    if (column->id.kind == Kind::column) {
      append(operations, column_settings(sides.to, *column));
    }
  }
  const Fact plain{.id = table.id};
  for (const std::string& change : row_security(plain, table)) {
    operations.push_back({.statement = alter_table_text(table, change)});
  }
  if (!table.aspect("of type").empty()) {
    operations.push_back(
        {.statement = alter_table_text(
             table, fmt::format("OF {}", table.aspect("of type")))});
  }
  return operations;
}

Operations begin_table_swap(const Sides& sides, const Fact& before,
                            const Fact& after) {
  Operations operations = one(fmt::format("ALTER TABLE {} RENAME TO {}",
                                          before.reference, name_of_old_table),
                              "rebuild", after);
  // The new columns get sequences of the same name.
  std::size_t number = 0;
  for (const Fact* column : sides.from.parts_of(before.id, Kind::column)) {
    const Fact* sequence = identity_sequence(sides.from, *column);
    if (sequence == nullptr) continue;
    operations.push_back(
        {.statement = fmt::format("ALTER SEQUENCE {} RENAME TO "
                                  "godwit_old_sequence_{}",
                                  sequence->reference, ++number)});
  }
  append(operations, create_table(sides, after, with_defaults(sides, after)));
  // It is all one thing to who reads of it.
  for (std::size_t i = 1; i < operations.size(); ++i) {
    operations[i].summary.clear();
  }
  return operations;
}

Operations end_table_swap(const Sides& sides, const Fact& before,
                          const Fact& after) {
  const std::string old = reference_beside(before, name_of_old_table);
  const Moved moved = moved_columns(sides, before, after);
  Operations operations{
      {.statement = fmt::format(
           "INSERT INTO {}{} {}SELECT {} FROM {}", after.reference,
           moved.columns.empty() ? "" : fmt::format(" ({})", moved.columns),
           moved.numbered ? "OVERRIDING SYSTEM VALUE " : "", moved.values, old),
       .summary = {},
       .dangers = moved.dangers}};
  for (const Fact* column : sides.to.parts_of(after.id, Kind::column)) {
    append(operations, follow_rows(sides, *column));
  }
  operations.push_back({.statement = "DROP TABLE " + old});
  return operations;
}

const Rule* table_rule(Kind kind) {
  switch (kind) {
    case Kind::table:
      return &of_table;
    case Kind::partition:
      return &of_partition;
    case Kind::replica_identity:
      return &of_identity;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
