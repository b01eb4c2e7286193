// SPDX-License-Identifier: BSL-1.0
#include "rows/edit_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "base/ascii.h"
#include "base/encoded_bytes.h"
#include "base/errors.h"
#include "base/number.h"
#include "base/sql_names.h"
#include "rows/cells.h"
#include "rows/conditions.h"
#include "rows/row.h"

namespace godwit::rows {
namespace {

Error locked_table(const Table& table) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} cannot be changed: {}", table.reference, table.locked),
      "change the tables that it shows");
}

Error locked_column(const Column& column) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("column {} cannot be set: {}", column.name, column.locked),
      "leave it to the database");
}

Error nothing_set() {
  return make_error(ErrorCode::invalid_argument,
                    "the edit of a row says nothing",
                    "set a value, or discard the edit");
}

Error nothing_names_the_row(const Table& table) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("nothing tells the rows of {} apart", table.reference),
      "give it a primary key");
}

// What is set, and what each becomes.
Result<std::vector<std::pair<const Column*, NewValue>>> set_columns(
    const Table& table, const Edit& edit, std::string& wrong) {
  if (!table.locked.empty()) return locked_table(table);
  std::vector<std::pair<const Column*, NewValue>> set;
  for (const auto& [name, value] : edit.values) {
    wrong = name;
    const Column* column = table.find(name);
    if (column == nullptr) return no_such_column(table, name);
    const bool as_it_was =
        value.kind == NewValue::Kind::stored && !is_computed(*column);
    if (!column->locked.empty() && !as_it_was) return locked_column(*column);
    set.emplace_back(column, value);
  }
  wrong.clear();
  return set;
}

// In the place of a value; as an expression or a parameter.
using Put =
    std::function<std::string(const driver::console::Value&, const Column*)>;

std::string put_value(const Table& table, const Column& column,
                      const NewValue& value, const Put& put) {
  if (value.kind == NewValue::Kind::null) return "NULL";
  if (value.kind == NewValue::Kind::stored) return put(value.cell, &column);
  if (value.kind == NewValue::Kind::value) {
    return put(cell_for(column, value.cell), &column);
  }
  if (table.dialect == Dialect::postgresql) return "DEFAULT";
  // SQLite has no DEFAULT there.
  return "(" + column.default_value.value_or("NULL") + ")";
}

std::string shown_name(const Table& table) {
  return table.dialect == Dialect::postgresql ? table.reference
                                              : quoted_name(table.name.name);
}

/// The statement but for the condition of its row.
Result<std::string> beginning(const Table& table, const Edit& edit,
                              const Put& put, const std::string& name,
                              std::string& wrong) {
  auto set = set_columns(table, edit, wrong);
  if (!set) return std::move(set).error();
  if (edit.kind == Edit::Kind::remove) return "DELETE FROM " + name;
  std::string columns;
  std::string values;
  std::string both;
  const char* overriding = "";
  for (const auto& [column, value] : *set) {
    if (!column->locked.empty()) overriding = "OVERRIDING SYSTEM VALUE ";
    const bool by_itself = edit.kind == Edit::Kind::insert &&
                           value.kind == NewValue::Kind::default_value;
    if (by_itself) continue;
    const char* comma = columns.empty() ? "" : ", ";
    const std::string becomes = put_value(table, *column, value, put);
    columns += comma + quoted_name(column->name);
    values += comma + becomes;
    both += comma + quoted_name(column->name) + " = " + becomes;
  }
  if (edit.kind == Edit::Kind::update) {
    if (both.empty()) return nothing_set();
    return fmt::format("UPDATE {} SET {}", name, both);
  }
  if (columns.empty()) return "INSERT INTO " + name + " DEFAULT VALUES";
  return fmt::format("INSERT INTO {} ({}) {}VALUES ({})", name, columns,
                     overriding, values);
}

std::string returning(const Table& table) {
  std::string names;
  for (const std::string& name : row_key(table)) {
    names += (names.empty() ? " RETURNING " : ", ") + quoted_name(name);
  }
  return names;
}

bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
  };
  if (point == text.npos) return digits(text);
  return digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

bool is_of_numbers(const Column& column) {
  const std::string type = lower(column.type);
  for (const char* word : {"int", "numeric", "decimal", "real", "double"}) {
    if (type.starts_with(word)) return true;
  }
  return type == "bigint" || type == "smallint";
}

std::string text_literal(const std::string& text, Dialect dialect) {
  std::string quoted = "'";
  bool escapes = false;
  for (const char c : text) {
    quoted += c;
    if (c == '\'') quoted += c;
    if (c == '\\' && dialect == Dialect::postgresql) {
      quoted += c;
      escapes = true;
    }
  }
  return (escapes ? "E" : "") + quoted + '\'';
}

std::string literal_for(const driver::console::Value& value,
                        const Column* column, Dialect dialect) {
  const bool number = value && column != nullptr && is_of_numbers(*column) &&
                      is_plain_number(value->text);
  return number ? value->text : literal(value, dialect);
}

}  // namespace

bool sets(const Edit& edit, std::string_view column) {
  return std::any_of(edit.values.begin(), edit.values.end(),
                     [&](const auto& value) { return value.first == column; });
}

driver::console::Cell cell_for(const Column& column,
                               driver::console::Cell cell) {
  using Kind = driver::console::Cell::Kind;
  if (!column.keeps_kinds || cell.kind != Kind::text) return cell;
  if (column.binary) {
    std::string_view digits = cell.text;
    if (digits.starts_with("\\x")) digits.remove_prefix(2);
    const auto bytes = bytes_of_hex(digits);
    return bytes ? driver::console::Cell{*bytes, Kind::bytes} : cell;
  }
  const auto number = parse_number<std::int64_t>(cell.text);
  if (number && std::to_string(*number) == cell.text) cell.kind = Kind::integer;
  return cell;
}

std::string literal(const driver::console::Value& value, Dialect dialect) {
  using Kind = driver::console::Cell::Kind;
  if (!value) return "NULL";
  if (value->kind == Kind::integer) return value->text;
  if (value->kind == Kind::real) {
    if (value->text == "Inf") return "9e999";
    if (value->text == "-Inf") return "-9e999";
    return value->text;
  }
  const std::string digits = hex_of(value->text);
  if (value->kind == Kind::text) {
    // SQLite reads a statement up to the first NUL.
    return value->text.find('\0') == value->text.npos
               ? text_literal(value->text, dialect)
               : "CAST(X'" + digits + "' AS TEXT)";
  }
  return dialect == Dialect::sqlite
             ? "X'" + digits + "'"
             : "pg_catalog.decode('" + digits + "', 'hex')";
}

Result<EditStatement> edit_statement(const Table& table, const Edit& edit,
                                     std::string& column) {
  EditStatement result;
  driver::console::Values& parameters = result.statement.parameters;
  const Put put = [&](const driver::console::Value& value, const Column* of) {
    parameters.push_back(value);
    result.columns.push_back(of->name);
    return fmt::format("${}", parameters.size());
  };
  auto sql = beginning(table, edit, put, table.reference, column);
  if (!sql) return std::move(sql).error();
  Conditions conditions(table, parameters);
  if (edit.kind != Edit::Kind::insert) {
    if (row_key(table).empty()) return nothing_names_the_row(table);
    if (auto added = conditions.add_row(edit.key); !added) {
      return std::move(added).error();
    }
    if (has_xmin(table)) {
      conditions.add_same("xmin", driver::console::Cell{edit.version});
    }
  }
  result.statement.sql = *sql + conditions.text() + returning(table);
  return result;
}

Result<EditOfCopies> edit_of_copies(driver::console::Console& console,
                                    const Table& table, const Edit& edit) {
  EditOfCopies result{table, edit};
  if (table.key_kind == KeyKind::rowid) {
    result.table.key = table.nullable_key;
    result.table.key_kind = KeyKind::primary_key;
  }
  if (edit.kind == Edit::Kind::insert) return result;
  if (result.table.key.empty()) return nothing_names_the_row(table);
  if (table.key_kind != KeyKind::rowid) return result;
  auto row = select_columns(console, table, edit.key, table.nullable_key);
  if (!row) return std::move(row).error();
  const bool names =
      *row && std::all_of((*row)->begin(), (*row)->end(),
                          [](const auto& value) { return value.has_value(); });
  if (!names) return nothing_names_the_row(table);
  result.edit.key = **std::move(row);
  return result;
}

Result<std::string> edit_text(const Table& table, const Edit& edit,
                              std::string& column) {
  const Put put = [&](const driver::console::Value& value, const Column* of) {
    return literal_for(value, of, table.dialect);
  };
  auto sql = beginning(table, edit, put, shown_name(table), column);
  if (!sql || edit.kind == Edit::Kind::insert) return sql;
  const std::vector<std::string> key = row_key(table);
  if (key.empty()) return nothing_names_the_row(table);
  for (std::size_t i = 0; i < key.size() && i < edit.key.size(); ++i) {
    *sql += fmt::format(
        "{}{} = {}", i == 0 ? " WHERE " : " AND ", quoted_name(key[i]),
        literal_for(edit.key[i], table.find(key[i]), table.dialect));
  }
  return sql;
}

}  // namespace godwit::rows
