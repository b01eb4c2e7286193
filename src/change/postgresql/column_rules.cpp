// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "change/postgresql/facets.h"
#include "change/postgresql/portions.h"
#include "change/postgresql/rules.h"
#include "change/postgresql/type_cast.h"
#include "schema/written_name.h"
#include "sql/statements.h"

namespace godwit::change::postgresql {
namespace {

bool is_attribute(const Model& model, const Fact& column) {
  const Fact* owner = model.owner_of(column.id);
  return owner != nullptr && owner->id.kind == Kind::composite_type;
}

std::string alter_owner(const Model& model, const Fact& column) {
  return fmt::format("ALTER {} {}",
                     is_attribute(model, column) ? "TYPE" : "TABLE",
                     owner_name(model, column.id));
}

std::string alter_column_text(const Model& model, const Fact& column,
                              std::string_view what) {
  return fmt::format("{} ALTER {} {} {}", alter_owner(model, column),
                     is_attribute(model, column) ? "ATTRIBUTE" : "COLUMN",
                     column.reference, what);
}

std::string type_text(const Fact& column) {
  std::string text(column.aspect("type"));
  if (!column.aspect("collation").empty()) {
    text += fmt::format(" COLLATE {}", column.aspect("collation"));
  }
  return text;
}

std::string identity_text(const Model& model, const Fact& column) {
  std::string text =
      fmt::format("GENERATED {} AS IDENTITY", column.aspect("identity"));
  const Fact* sequence = identity_sequence(model, column);
  if (sequence == nullptr) return text;
  std::string options = sequence_options(*sequence);
  if (sequence->id.name != column.id.table + "_" + column.id.name + "_seq") {
    options = fmt::format(" SEQUENCE NAME {}{}", sequence->reference, options);
  }
  if (!options.empty()) text += fmt::format(" ({})", options.substr(1));
  return text;
}

// Before PostgreSQL 16 it has to be said. Of other types it cannot be changed.
std::string_view usual_storage(const Fact& column) {
  const std::string_view type = column.aspect("type");
  const bool is_short =
      type.starts_with("numeric") || type == "inet" || type == "cidr";
  return is_short ? "MAIN" : "EXTENDED";
}

// What neither CREATE TABLE nor ADD COLUMN can say of a column.
Operations set_further(const Model& model, const Fact& before,
                       const Fact& after) {
  Operations operations;
  const auto set = [&](std::string_view aspect, std::string_view words,
                       std::string_view usual) {
    if (!differs(before, after, aspect)) return;
    const std::string_view value = after.aspect(aspect);
    operations.push_back(
        {.statement = alter_column_text(
             model, after,
             fmt::format("SET {} {}", words, value.empty() ? usual : value))});
  };
  set("storage", "STORAGE", usual_storage(after));
  set("compression", "COMPRESSION", "default");
  set("statistics", "STATISTICS", "-1");
  if (!differs(before, after, "options")) return operations;
  for (const auto& [words, fact] :
       {std::pair("RESET", &before), std::pair("SET", &after)}) {
    std::string options(fact->aspect("options"));
    if (options.empty()) continue;
    if (words == std::string_view("RESET")) {
      std::string names;
      for (std::size_t begin = 0; begin < options.size();) {
        const std::size_t end =
            std::min(options.find(", ", begin), options.size());
        if (!names.empty()) names += ", ";
        names += options.substr(begin, options.find('=', begin) - begin);
        begin = end + 2;
      }
      options = names;
    }
    operations.push_back(
        {.statement = alter_column_text(
             model, after, fmt::format("{} ({})", words, options))});
  }
  return operations;
}

Operations drop_column(const Sides& sides, const Fact& column) {
  Operations operations =
      one(fmt::format("{} DROP {} {}", alter_owner(sides.from, column),
                      is_attribute(sides.from, column) ? "ATTRIBUTE" : "COLUMN",
                      column.reference),
          "drop", column);
  if (column.aspect("generated").empty()) {
    operations.back().dangers = {{Risk::drops_column, column.id}};
  }
  return operations;
}

Operations create_column(const Sides& sides, const Fact& column) {
  return add_column(sides, column, nullptr);
}

std::string_view fill_of(const Sides& sides, const Identity& column) {
  const auto fill = sides.fills.find(column);
  return fill != sides.fills.end() ? std::string_view(fill->second)
                                   : std::string_view();
}

// The key that the table has all the time.
std::string lasting_key(const Sides& sides, const Fact& column) {
  const Fact* table = sides.to.owner_of(column.id);
  std::string key = key_column(sides.from, table->id);
  return key == key_column(sides.to, table->id) ? key : "";
}

// Rows that have no value.
Operations fill(const Sides& sides, const Fact& column) {
  const std::string table = owner_name(sides.to, column.id);
  const std::string update =
      fmt::format("UPDATE {} SET {} = {}", table, column.reference,
                  fill_of(sides, column.id));
  const std::string condition = column.reference + " IS NULL";
  Operation operation{.summary = "fill " + label(column.id)};
  if (is_in_use(sides, column.id)) {
    operation.statement =
        in_portions(table, lasting_key(sides, column), update, condition);
    operation.pace = Pace::writes;
  } else {
    operation.statement = fmt::format("{} WHERE {}", update, condition);
  }
  return {operation};
}

Operations change_type(const Sides& sides, const Fact& before,
                       const Fact& after) {
  std::string text = "TYPE " + type_text(after);
  if (!is_attribute(sides.to, after)) {
    std::string cast(fill_of(sides, after.id));
    if (cast.empty()) {
      cast = cast_text(after.reference, before.aspect("type"),
                       after.aspect("type"));
    }
    if (!cast.empty()) text += " USING " + cast;
  }
  Operations operations =
      one(alter_column_text(sides.to, after, text), "change type of", after);
  if (differs(before, after, "type") &&
      narrows(before.aspect("type"), after.aspect("type"))) {
    operations.back().dangers = {{Risk::narrows, after.id}};
  }
  return operations;
}

std::string name_of_proof(const Fact& column) {
  return schema::written_name(cut_name("godwit_not_null_" + column.name),
                              Dialect::postgresql);
}

// Where a valid check says the same, PostgreSQL does not look at the rows while
// all wait.
Operations set_not_null(const Sides& sides, const Fact& column) {
  Operations operations = one(
      alter_column_text(sides.to, column, "SET NOT NULL"), "require", column);
  if (!is_in_use(sides, column.id) || !column.aspect("inherited").empty()) {
    return operations;
  }
  const std::string table = owner_name(sides.to, column.id);
  const std::string proof = name_of_proof(column);
  Operations proved =
      one(fmt::format("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) "
                      "NOT VALID",
                      table, proof, column.reference),
          "begin to require", column);
  append(proved,
         one(fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {}", table, proof),
             "check", column));
  proved.back().pace = Pace::reads;
  append(proved, std::move(operations));
  proved.push_back({.statement = fmt::format(
                        "ALTER TABLE {} DROP CONSTRAINT {}", table, proof)});
  return proved;
}

Operations require_value(const Sides& sides, const Fact& after) {
  Operations operations;
  const bool filled = !fill_of(sides, after.id).empty();
  if (filled) {
    append(operations, fill(sides, after));
  }
  Operations required = set_not_null(sides, after);
  if (!filled) {
    // Where it looks at the rows.
    const auto checks = std::find_if(
        required.begin(), required.end(),
        [](const Operation& one) { return one.pace == Pace::reads; });
    Operation& fails = checks != required.end() ? *checks : required.front();
    fails.dangers = {{Risk::forbids_null, after.id}};
  }
  append(operations, std::move(required));
  return operations;
}

Operations change_identity(const Sides& sides, const Fact& before,
                           const Fact& after) {
  const bool was = !before.aspect("identity").empty();
  const bool is = !after.aspect("identity").empty();
  if (was && is) {
    return one(alter_column_text(
                   sides.to, after,
                   fmt::format("SET GENERATED {}", after.aspect("identity"))),
               "change", after);
  }
  Operations operations =
      one(alter_column_text(sides.to, after,
                            "ADD " + identity_text(sides.to, after)),
          "number", after);
  append(operations, follow_rows(sides, after));
  return operations;
}

// The same happens to the column of the table that it comes from.
bool is_changed_above(const Sides& sides, const Fact& before, const Fact& after,
                      std::string_view aspect) {
  if (after.aspect("inherited").empty() || before.aspect("inherited").empty()) {
    return false;
  }
  for (const auto& [id, parent] : sides.to.facts) {
    if (id.kind != Kind::column || id.name != after.id.name) continue;
    if (id.table == after.id.table && id.schema == after.id.schema) continue;
    const Fact* old = sides.from.find(id);
    if (old != nullptr && parent.aspect("inherited").empty() &&
        parent.aspect(aspect) == after.aspect(aspect) &&
        old->aspect(aspect) == before.aspect(aspect)) {
      return true;
    }
  }
  return false;
}

bool differs_here(const Sides& sides, const Fact& before, const Fact& after,
                  std::string_view aspect) {
  return differs(before, after, aspect) &&
         !is_changed_above(sides, before, after, aspect);
}

std::optional<Operations> alter_column(const Sides& sides, const Fact& before,
                                       const Fact& after) {
  if (differs(before, after, "generated") &&
      !after.aspect("generated").empty()) {
    return {};
  }
  Operations operations;
  const auto change = [&](std::string_view what) {
    append(operations,
           one(alter_column_text(sides.to, after, what), "change", after));
  };
  const bool numbered = !after.aspect("identity").empty();
  if (differs(before, after, "generated")) change("DROP EXPRESSION");
  if (!numbered && differs(before, after, "identity")) change("DROP IDENTITY");
  if (differs_here(sides, before, after, "type") ||
      differs_here(sides, before, after, "collation")) {
    append(operations, change_type(sides, before, after));
  }
  if (differs_here(sides, before, after, "not null")) {
    if (after.aspect("not null").empty()) {
      change("DROP NOT NULL");
    } else {
      append(operations, require_value(sides, after));
    }
  }
  if (numbered && differs(before, after, "identity")) {
    append(operations, change_identity(sides, before, after));
  }
  append(operations, set_further(sides.to, before, after));
  return operations;
}

// Partitions and heirs have defaults of their own.
std::string alter_only(const Model& model, const Fact& fact) {
  const Fact* owner = model.owner_of(fact.id);
  const bool alone =
      owner != nullptr && (!owner->aspect("partition key").empty());
  return fmt::format("ALTER TABLE {}{} ALTER COLUMN {}", alone ? "ONLY " : "",
                     owner_name(model, fact.id), fact.reference);
}

Operations set_default(const Sides& sides, const Fact& fact) {
  return {
      {.statement = fmt::format("{} SET DEFAULT {}", alter_only(sides.to, fact),
                                fact.aspect("default")),
       .summary = "set " + label(fact.id)}};
}

Operations drop_default(const Sides& sides, const Fact& fact) {
  return {{.statement = alter_only(sides.from, fact) + " DROP DEFAULT",
           .summary = "drop " + label(fact.id)}};
}

std::optional<Operations> alter_default(const Sides& sides,
                                        const Fact& /*before*/,
                                        const Fact& after) {
  return set_default(sides, after);
}

constexpr Rule of_column{create_column, drop_column, alter_column};
constexpr Rule of_default{set_default, drop_default, alter_default};

std::string added_column(const Sides& sides, const Fact& column,
                         const Fact* given) {
  const bool attribute = is_attribute(sides.to, column);
  return fmt::format("{} ADD {} {}", alter_owner(sides.to, column),
                     attribute ? "ATTRIBUTE" : "COLUMN",
                     attribute ? column.reference + " " + type_text(column)
                               : column_definition(sides.to, column, given));
}

// A number or a text by itself.
bool is_constant(std::string_view expression) {
  sql::Lexer lexer(expression, Dialect::postgresql);
  sql::Token token;
  std::size_t words = 0;
  bool constant = true;
  while (lexer.next(token)) {
    ++words;
    constant = token.kind == sql::TokenKind::number ||
               token.kind == sql::TokenKind::string;
  }
  return words == 1 && constant;
}

// Rows get a constant without being written, as the default that the column has
// for a moment.
Operations add_column_with_constant(const Sides& sides, const Fact& column,
                                    const Fact* given) {
  Fact constant{.id = column.id};
  constant.aspects["default"] = fill_of(sides, column.id);
  Operations operations =
      one(added_column(sides, column, &constant), "add", column);
  append(operations, given != nullptr
                         ? set_default(sides, *given)
                         : Operations{{.statement = alter_column_text(
                                           sides.to, column, "DROP DEFAULT")}});
  operations.back().summary.clear();
  return operations;
}

// Nullable first, then what new rows get, then those that are there, then what
// all have to keep to.
Operations add_filled_column(const Sides& sides, const Fact& column,
                             const Fact* given) {
  Fact nullable = column;
  nullable.aspects.erase("not null");
  Operations operations =
      one(added_column(sides, nullable, nullptr), "add", column);
  if (given != nullptr) append(operations, set_default(sides, *given));
  append(operations, fill(sides, column));
  if (!column.aspect("not null").empty()) {
    append(operations, set_not_null(sides, column));
  }
  return operations;
}

bool gets_a_value(const Fact& column, const Fact* given) {
  return given != nullptr || !column.aspect("identity").empty() ||
         !column.aspect("generated").empty();
}

}  // namespace

Operations follow_rows(const Sides& sides, const Fact& column) {
  const Fact* sequence = identity_sequence(sides.to, column);
  if (sequence == nullptr) return {};
  return {{.statement = fmt::format(
               "SELECT setval({}, coalesce(max({}), 0) + 1, false) FROM {}",
               quoted_text(sequence->reference), column.reference,
               owner_name(sides.to, column.id))}};
}

bool changes_type(const Fact& before, const Fact& after) {
  return differs(before, after, "type") || differs(before, after, "collation");
}

std::string column_definition(const Model& model, const Fact& column,
                              const Fact* given) {
  std::string text = column.reference + " " + type_text(column);
  if (given != nullptr) {
    text += fmt::format(" DEFAULT {}", given->aspect("default"));
  }
  if (const std::string_view generated = column.aspect("generated");
      !generated.empty()) {
    const std::size_t word = generated.rfind(' ');
    text += fmt::format(" GENERATED ALWAYS AS ({}) {}",
                        generated.substr(0, word), generated.substr(word + 1));
  }
  if (!column.aspect("identity").empty()) {
    text += " " + identity_text(model, column);
  }
  if (!column.aspect("not null").empty()) text += " NOT NULL";
  return text;
}

Operations add_column(const Sides& sides, const Fact& column,
                      const Fact* given) {
  Operations operations;
  const std::string_view fill = fill_of(sides, column.id);
  if (is_constant(fill)) {
    operations = add_column_with_constant(sides, column, given);
  } else if (!fill.empty()) {
    operations = add_filled_column(sides, column, given);
  } else {
    operations = one(added_column(sides, column, given), "add", column);
    if (!column.aspect("not null").empty() && !gets_a_value(column, given)) {
      operations.back().dangers = {{Risk::requires_value, column.id}};
    }
  }
  append(operations, column_settings(sides.to, column));
  return operations;
}

Operations column_settings(const Model& model, const Fact& column) {
  return set_further(model, {.id = column.id}, column);
}

const Rule* column_rule(Kind kind) {
  switch (kind) {
    case Kind::column:
      return &of_column;
    case Kind::column_default:
      return &of_default;
    default:
      return nullptr;
  }
}

}  // namespace godwit::change::postgresql
