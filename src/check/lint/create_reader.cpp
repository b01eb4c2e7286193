// SPDX-License-Identifier: BSL-1.0
#include <utility>

#include "check/lint/column_reader.h"
#include "check/lint/statement_readers.h"
#include "check/lint/visit_statements.h"

namespace godwit::check {
namespace {

void read_table_item(Cursor& cursor, CreateTable& create) {
  if (at_constraint(cursor)) {
    auto constraint = read_constraint(cursor);
    if (constraint) create.constraints.push_back(std::move(*constraint));
  } else if (!cursor.at("LIKE")) {
    auto column = read_column(cursor);
    if (column) create.columns.push_back(std::move(*column));
  }
}

// Stands at the opening parenthesis.
void read_table_items(Cursor& cursor, CreateTable& create) {
  if (!cursor.take("(")) return;
  do {
    read_table_item(cursor, create);
    while (!cursor.done() && !cursor.at(",") && !cursor.at(")")) cursor.skip();
  } while (cursor.take(","));
}

std::optional<What> read_table(Cursor& cursor, bool temporary) {
  const bool if_not_exists = cursor.take("IF NOT EXISTS");
  const bool schema_named = cursor.ahead(1).text == ".";
  auto table = cursor.name();
  if (!table) return std::nullopt;
  CreateTable create{.table = std::move(*table),
                     .if_not_exists = if_not_exists,
                     .temporary = temporary,
                     .schema_named = schema_named};
  read_table_items(cursor, create);
  return create;
}

std::size_t count_items(Cursor cursor) {
  if (!cursor.take("(")) return 0;
  std::size_t count = 1;
  while (!cursor.done() && !cursor.at(")")) {
    if (cursor.at(",")) ++count;
    cursor.skip();
  }
  return count;
}

std::optional<What> read_index(Cursor& cursor, bool unique) {
  CreateIndex create{.unique = unique};
  create.concurrently = cursor.take("CONCURRENTLY");
  create.if_not_exists = cursor.take("IF NOT EXISTS");
  if (!cursor.at("ON")) create.index = cursor.name().value_or(Name{});
  if (!cursor.take("ON")) return std::nullopt;
  cursor.take("ONLY");
  auto table = cursor.name();
  if (!table) return std::nullopt;
  // In PostgreSQL an index lives in the schema of its table.
  if (create.index.schema.empty()) create.index.schema = table->schema;
  create.table = std::move(*table);
  if (cursor.take("USING")) cursor.identifier();
  create.column_count = count_items(cursor);
  create.columns = cursor.expression({"INCLUDE", "WHERE", "WITH"}).text;
  return create;
}

std::optional<What> read_trigger(Cursor& cursor) {
  cursor.take("IF NOT EXISTS");
  auto trigger = cursor.name();
  if (!trigger || !cursor.skip_to("ON")) return std::nullopt;
  cursor.take("ON");
  auto table = cursor.name();
  if (!table) return std::nullopt;
  return CreateTrigger{std::move(*trigger), std::move(*table)};
}

std::optional<What> read_view(Cursor& cursor) {
  cursor.take("IF NOT EXISTS");
  auto view = cursor.name();
  if (!view) return std::nullopt;
  return CreateView{std::move(*view), cursor.mentions()};
}

std::optional<What> read_function(Cursor& cursor) {
  auto function = cursor.name();
  if (!function) return std::nullopt;
  bool steady = false;
  for (; !cursor.done(); cursor.skip()) {
    steady = steady || cursor.at("IMMUTABLE") || cursor.at("STABLE");
  }
  return CreateFunction{std::move(*function), steady};
}

bool ends_transactions(const sql::StringContent& body) {
  bool found = false;
  visit_body(body, [&](const Cursor& cursor, bool) {
    found = found || cursor.at("COMMIT") || cursor.at("ROLLBACK");
  });
  return found;
}

std::optional<What> read_procedure(Cursor& cursor) {
  auto procedure = cursor.name();
  if (!procedure) return std::nullopt;
  CreateProcedure create{.procedure = std::move(*procedure)};
  if (cursor.skip_to("AS") && cursor.take("AS")) {
    const auto body = cursor.string_content();
    create.ends_transactions = body && ends_transactions(*body);
  }
  return create;
}

std::optional<What> read_made_domain(Cursor& cursor) {
  auto domain = cursor.name();
  if (!domain) return std::nullopt;
  for (; !cursor.done(); cursor.skip()) {
    const bool constrains =
        cursor.at("CHECK") || cursor.at("NOT NULL") || cursor.at("CONSTRAINT");
    if (constrains) return DomainConstraint{.domain = std::move(*domain)};
  }
  return std::nullopt;
}

std::optional<What> read_made_type(Cursor& cursor) {
  auto type = cursor.name();
  if (!type) return std::nullopt;
  return CreateType{std::move(*type)};
}

}  // namespace

std::optional<What> read_create(Cursor& cursor) {
  cursor.take("OR REPLACE");
  const bool unique = cursor.take("UNIQUE");
  bool temporary = cursor.take("GLOBAL") || cursor.take("LOCAL");
  temporary = cursor.take("TEMP") || cursor.take("TEMPORARY") || temporary;
  cursor.take("UNLOGGED");
  cursor.take("CONSTRAINT");  // of TRIGGER
  cursor.take("RECURSIVE");   // of VIEW
  if (cursor.take("TABLE")) return read_table(cursor, temporary);
  if (cursor.take("INDEX")) return read_index(cursor, unique);
  if (cursor.take("TRIGGER")) return read_trigger(cursor);
  if (cursor.take("VIEW")) return read_view(cursor);
  if (cursor.take("MATERIALIZED VIEW")) {
    // It has rows and indexes, as a table does.
    return read_table(cursor, false);
  }
  if (cursor.take("FUNCTION")) return read_function(cursor);
  if (cursor.take("PROCEDURE")) return read_procedure(cursor);
  if (cursor.take("DOMAIN")) return read_made_domain(cursor);
  if (cursor.take("TYPE")) return read_made_type(cursor);
  return std::nullopt;
}

}  // namespace godwit::check
