// SPDX-License-Identifier: BSL-1.0
#include <optional>
#include <utility>

#include "check/lint/column_reader.h"
#include "check/lint/statement_readers.h"

namespace godwit::check {
namespace {

std::optional<What> read_add(Cursor& cursor, const Name& table) {
  if (at_constraint(cursor)) {
    auto constraint = read_constraint(cursor);
    if (!constraint) return std::nullopt;
    const bool reads =
        constraint->kind == ConstraintKind::not_null && !constraint->not_valid;
    if (reads) return SetNotNull{table, constraint->column};
    return AddConstraint{.table = table, .constraint = std::move(*constraint)};
  }
  cursor.take("COLUMN");
  const bool if_not_exists = cursor.take("IF NOT EXISTS");
  auto column = read_column(cursor);
  if (!column) return std::nullopt;
  return AddColumn{.table = table,
                   .column = std::move(*column),
                   .if_not_exists = if_not_exists};
}

std::optional<What> read_drop_in_table(Cursor& cursor, const Name& table) {
  const bool constraint = cursor.take("CONSTRAINT");
  if (!constraint) cursor.take("COLUMN");
  cursor.take("IF EXISTS");
  auto name = cursor.identifier();
  if (!name) return std::nullopt;
  if (constraint) {
    return DropConstraint{.table = table, .constraint = std::move(*name)};
  }
  return DropColumn{.table = table, .column = std::move(*name)};
}

std::optional<What> read_new_type(Cursor& cursor, const Name& table,
                                  std::string column) {
  ChangeColumnType change{.table = table, .column = std::move(column)};
  change.type = read_type(cursor);
  if (cursor.take("COLLATE")) cursor.name();
  if (cursor.take("USING")) {
    // A cast to the type itself is what PostgreSQL does anyway.
    const std::string plain = change.column + " : : ";
    change.converts = !cursor.expression({}).text.starts_with(plain);
  }
  return change;
}

std::optional<What> read_alter_column(Cursor& cursor, const Name& table) {
  cursor.take("COLUMN");
  auto column = cursor.identifier();
  if (!column) return std::nullopt;
  if (cursor.take("TYPE") || cursor.take("SET DATA TYPE")) {
    return read_new_type(cursor, table, std::move(*column));
  }
  if (cursor.take("SET NOT NULL")) {
    return SetNotNull{.table = table, .column = std::move(*column)};
  }
  if (cursor.take("DROP NOT NULL")) {
    return DropNotNull{.table = table, .column = std::move(*column)};
  }
  return std::nullopt;
}

std::optional<What> read_rename(Cursor& cursor, const Name& table) {
  if (cursor.take("CONSTRAINT")) return std::nullopt;
  if (cursor.take("TO")) {
    auto to = cursor.identifier();
    if (!to) return std::nullopt;
    return RenameTable{.table = table,
                       .to = {.schema = table.schema, .name = *to}};
  }
  cursor.take("COLUMN");
  auto column = cursor.identifier();
  if (!column || !cursor.take("TO")) return std::nullopt;
  auto to = cursor.identifier();
  if (!to) return std::nullopt;
  return RenameColumn{.table = table, .column = *column, .to = *to};
}

std::optional<What> read_set_in_table(Cursor& cursor, const Name& table) {
  if (cursor.take("SCHEMA")) {
    const auto schema = cursor.identifier();
    if (!schema) return std::nullopt;
    const bool usual = *schema == "public";
    return RenameTable{
        .table = table,
        .to = {.schema = usual ? "" : *schema, .name = table.name}};
  }
  for (const std::string_view command :
       {"LOGGED", "UNLOGGED", "TABLESPACE", "ACCESS METHOD"}) {
    if (!cursor.at(command)) continue;
    return RewriteTable{.table = table,
                        .command = "SET " + std::string(command)};
  }
  return std::nullopt;
}

std::optional<What> read_partition(Cursor& cursor, const Name& table,
                                   bool attaches) {
  auto partition = cursor.name();
  if (!partition) return std::nullopt;
  if (attaches) return AttachPartition{table, std::move(*partition)};
  const bool gentle = cursor.at("CONCURRENTLY") || cursor.at("FINALIZE");
  return DetachPartition{table, std::move(*partition), gentle};
}

std::optional<What> read_table_part(Cursor& cursor, const Name& table) {
  if (cursor.take("ADD")) return read_add(cursor, table);
  if (cursor.take("DROP")) return read_drop_in_table(cursor, table);
  if (cursor.take("ALTER")) return read_alter_column(cursor, table);
  if (cursor.take("RENAME")) return read_rename(cursor, table);
  if (cursor.take("SET")) return read_set_in_table(cursor, table);
  if (cursor.take("ATTACH PARTITION")) {
    return read_partition(cursor, table, true);
  }
  if (cursor.take("DETACH PARTITION")) {
    return read_partition(cursor, table, false);
  }
  if (cursor.take("VALIDATE CONSTRAINT")) {
    return ValidateConstraint{table, cursor.identifier().value_or("")};
  }
  return std::nullopt;
}

// Behind the name of what is dropped.
void read_cascade(Cursor& cursor, std::size_t offset,
                  std::vector<Fact>& facts) {
  if (facts.empty() || !cursor.take("CASCADE")) return;
  const Fact& dropped = facts.back();
  if (const auto* column = std::get_if<DropColumn>(&dropped.what)) {
    facts.push_back({offset, DropDependents{"COLUMN", column->column}});
  } else if (const auto* drop = std::get_if<DropConstraint>(&dropped.what)) {
    facts.push_back({offset, DropDependents{"CONSTRAINT", drop->constraint}});
  }
}

void read_table(Cursor& cursor, std::vector<Fact>& facts) {
  cursor.take("IF EXISTS");
  cursor.take("ONLY");
  const auto table = cursor.name();
  if (!table) return;
  cursor.take("*");
  do {
    const std::size_t offset = cursor.here().offset;
    auto what = read_table_part(cursor, *table);
    if (what) facts.push_back({offset, std::move(*what)});
    read_cascade(cursor, offset, facts);
  } while (cursor.next_in_list());
}

std::optional<What> read_enum_value(Cursor& cursor) {
  AddEnumValue add{.type = cursor.name().value_or(Name{})};
  if (cursor.take("RENAME VALUE")) {
    return RenameEnumValue{add.type, cursor.string().value_or("")};
  }
  if (!cursor.take("ADD VALUE")) return std::nullopt;
  cursor.take("IF NOT EXISTS");
  auto value = cursor.string();
  if (!value) return std::nullopt;
  add.value = std::move(*value);
  add.placed = cursor.at("BEFORE") || cursor.at("AFTER");
  return add;
}

std::optional<What> read_domain(Cursor& cursor) {
  DomainConstraint change{.domain = cursor.name().value_or(Name{}),
                          .alters = true};
  if (!cursor.take("ADD")) return std::nullopt;
  change.not_valid = cursor.skip_to("NOT VALID");
  return change;
}

std::optional<What> read_schema(Cursor& cursor) {
  auto schema = cursor.name();
  if (!schema || !cursor.take("RENAME TO")) return std::nullopt;
  return RenameSchema{std::move(*schema)};
}

std::optional<What> read_other(Cursor& cursor) {
  if (cursor.take("TYPE")) return read_enum_value(cursor);
  if (cursor.take("DOMAIN")) return read_domain(cursor);
  if (cursor.take("SCHEMA")) return read_schema(cursor);
  return std::nullopt;
}

}  // namespace

void read_alter(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts) {
  if (cursor.take("TABLE")) {
    read_table(cursor, facts);
    return;
  }
  auto what = read_other(cursor);
  if (what) facts.push_back({begin, std::move(*what)});
}

}  // namespace godwit::check
