// SPDX-License-Identifier: BSL-1.0
#include "rows/conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/errors.h"
#include "base/sql_names.h"
#include "sql/statements.h"

namespace godwit::rows {
namespace {

struct NamedOperator {
  std::string_view name;
  Operator op;
  /// In SQL, where it compares.
  std::string_view sql;
};

constexpr std::array<NamedOperator, 10> operators = {{
    {"=", Operator::equal, "="},
    {"!=", Operator::not_equal, "<>"},
    {"<", Operator::less, "<"},
    {"<=", Operator::less_or_equal, "<="},
    {">", Operator::greater, ">"},
    {">=", Operator::greater_or_equal, ">="},
    {"contains", Operator::contains, ""},
    {"begins", Operator::begins, ""},
    {"null", Operator::is_null, "IS NULL"},
    {"not null", Operator::is_not_null, "IS NOT NULL"},
}};

std::string_view sql_of(Operator op) {
  return std::find_if(operators.begin(), operators.end(),
                      [op](const NamedOperator& one) { return one.op == op; })
      ->sql;
}

Error not_by_itself() {
  return make_error(ErrorCode::invalid_argument,
                    "the condition does not stand by itself: a parenthesis, a "
                    "quotation mark or a comment is left open, or a statement "
                    "ends in it",
                    "write what could stand behind WHERE");
}

Error no_such_row() {
  return make_error(ErrorCode::invalid_argument,
                    "the row is named by something that is not its key",
                    "reload the table");
}

// So that it is in the parentheses that are put around it.
bool stands_by_itself(std::string_view sql, Dialect dialect) {
  sql::Lexer lexer(sql, dialect);
  sql::Token token;
  int open = 0;
  while (lexer.next(token)) {
    if (token.unterminated) return false;
    if (token.kind == sql::TokenKind::semicolon) return false;
    if (token.kind != sql::TokenKind::symbol) continue;
    if (sql[token.begin] == '(') ++open;
    if (sql[token.begin] == ')' && --open < 0) return false;
  }
  return open == 0;
}

// As text whose order is that of its bytes, and which everything has.
std::string printed(const std::string& name) {
  return name + "::pg_catalog.text COLLATE pg_catalog.\"C\"";
}

bool is_nullable(const Table& table, std::string_view column) {
  const Column* found = table.find(column);
  return found != nullptr && found->nullable;
}

}  // namespace

std::optional<Operator> operator_named(std::string_view name) {
  for (const NamedOperator& one : operators) {
    if (one.name == name) return one.op;
  }
  return {};
}

std::string sort_expression(const Table& table, std::string_view column) {
  // By itself the name could be that of a result.
  const std::string name = table.reference + '.' + quoted_name(column);
  const Column* found = table.find(column);
  const bool orders = found == nullptr || found->comparable;
  return orders ? name : "(" + printed(name) + ")";
}

bool has_xmin(const Table& table) {
  return table.dialect == Dialect::postgresql && table.kind == "table";
}

std::vector<std::string> row_key(const Table& table) {
  if (!table.key.empty()) return table.key;
  if (has_xmin(table)) return {"ctid", "tableoid"};
  return {};
}

std::string Conditions::parameter(driver::console::Value value) {
  parameters_.push_back(std::move(value));
  return fmt::format("${}", parameters_.size());
}

// What SQLite keeps as it was given is compared with a number where it is one,
// and with the digits of bytes where it is bytes.
std::string Conditions::compared(const Column& column, std::string_view op,
                                 driver::console::Value value) {
  const std::string name = quoted_name(column.name);
  const std::string given = parameter(std::move(value));
  if (table_.dialect == Dialect::postgresql) {
    return column.comparable
               ? fmt::format("{} {} {}", name, op, given)
               : fmt::format("{} {} {}", printed(name), op, given);
  }
  if (!column.keeps_kinds) return fmt::format("{} {} {}", name, op, given);
  return fmt::format(
      "CASE typeof({0}) WHEN 'blob' THEN hex({0}) ELSE {0} END {1} "
      "CASE typeof({0}) WHEN 'blob' THEN upper({2}) WHEN 'text' THEN {2} "
      "ELSE CAST({2} AS NUMERIC) END",
      name, op, given);
}

std::string Conditions::found_in(const Column& column, const Filter& filter) {
  const std::string name = quoted_name(column.name);
  const std::string given = parameter(driver::console::Cell{filter.value});
  const bool begins = filter.op == Operator::begins;
  if (table_.dialect == Dialect::postgresql) {
    const std::string in = printed(name);
    return begins ? fmt::format("pg_catalog.starts_with({}, {})", in, given)
                  : fmt::format("pg_catalog.strpos({}, {}) > 0", in, given);
  }
  const std::string in = fmt::format(
      "CASE typeof({0}) WHEN 'blob' THEN hex({0}) ELSE CAST({0} AS TEXT) END",
      name);
  const std::string what = fmt::format(
      "CASE typeof({0}) WHEN 'blob' THEN upper({1}) ELSE {1} END", name, given);
  return begins ? fmt::format("substr({0}, 1, length({1})) = {1}", in, what)
                : fmt::format("instr({}, {}) > 0", in, what);
}

Result<void> Conditions::add(const Filter& filter) {
  const Column* column = table_.find(filter.column);
  if (column == nullptr) return no_such_column(table_, filter.column);
  switch (filter.op) {
    case Operator::is_null:
    case Operator::is_not_null:
      all_.push_back(quoted_name(column->name) + ' ' +
                     std::string(sql_of(filter.op)));
      break;
    case Operator::contains:
    case Operator::begins:
      all_.push_back(found_in(*column, filter));
      break;
    default:
      all_.push_back(compared(*column, sql_of(filter.op),
                              driver::console::Cell{filter.value}));
  }
  return {};
}

// A comment at its end ends with its line.
Result<void> Conditions::add_sql(const std::string& sql) {
  if (!stands_by_itself(sql, table_.dialect)) return not_by_itself();
  all_.push_back("(" + sql + "\n)");
  return {};
}

// NULL is the largest to PostgreSQL and the smallest to SQLite.
std::string Conditions::behind_one(const SortBy& by,
                                   const driver::console::Value& value) {
  const std::string name = sort_expression(table_, by.column);
  const bool null_is_last =
      (table_.dialect == Dialect::postgresql) != by.descending;
  if (!value) return null_is_last ? "FALSE" : name + " IS NOT NULL";
  const std::string behind = fmt::format(
      "{} {} {}", name, by.descending ? "<" : ">", parameter(value));
  return null_is_last && is_nullable(table_, by.column)
             ? fmt::format("({} OR {} IS NULL)", behind, name)
             : behind;
}

std::string Conditions::same(const SortBy& by,
                             const driver::console::Value& value) {
  const std::string name = sort_expression(table_, by.column);
  return value ? fmt::format("{} = {}", name, parameter(value))
               : name + " IS NULL";
}

void Conditions::add_behind(std::span<const SortBy> order,
                            const driver::console::Values& values) {
  const bool one_index_condition =
      std::all_of(order.begin(), order.end(), [&](const SortBy& by) {
        return by.descending == order.front().descending &&
               !is_nullable(table_, by.column);
      });
  if (one_index_condition) {
    std::string names;
    std::string given;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const char* comma = i == 0 ? "" : ", ";
      names += comma + sort_expression(table_, order[i].column);
      given += comma + parameter(values[i]);
    }
    all_.push_back(fmt::format("({}) {} ({})", names,
                               order.front().descending ? "<" : ">", given));
    return;
  }
  std::string any;
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::string each;
    for (std::size_t j = 0; j < i; ++j) {
      each += same(order[j], values[j]) + " AND ";
    }
    each += behind_one(order[i], values[i]);
    any += fmt::format("{}({})", i == 0 ? "" : " OR ", each);
  }
  all_.push_back("(" + any + ")");
}

Result<void> Conditions::add_row(const driver::console::Values& key) {
  const std::vector<std::string> names = row_key(table_);
  if (names.empty() || names.size() != key.size()) return no_such_row();
  for (std::size_t i = 0; i < names.size(); ++i) {
    add_same(names[i], key[i]);
  }
  return {};
}

void Conditions::add_same(std::string_view column,
                          driver::console::Value value) {
  all_.push_back(
      fmt::format("{} = {}", quoted_name(column), parameter(std::move(value))));
}

std::string Conditions::text() const {
  std::string sql;
  for (const std::string& one : all_) {
    sql += (sql.empty() ? " WHERE " : " AND ") + one;
  }
  return sql;
}

}  // namespace godwit::rows
