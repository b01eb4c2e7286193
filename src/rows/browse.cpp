// SPDX-License-Identifier: BSL-1.0
#include "rows/browse.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/sql_names.h"

namespace godwit::rows {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::string_view pages_are_counted =
    "nothing tells the rows apart, so pages are counted from the beginning, "
    "and rows may move between them";

/// A statement being made, and what it selects from.
struct Query {
  Table table;
  driver::console::Statement statement = {};
  std::vector<SortBy> order = {};
};

bool is_sorted_by(std::span<const SortBy> order, std::string_view column) {
  return std::any_of(order.begin(), order.end(),
                     [&](const SortBy& by) { return by.column == column; });
}

// In one direction where that can be, which is one condition of an index.
Result<std::vector<SortBy>> order_of(const Table& table,
                                     const std::vector<SortBy>& sort) {
  std::vector<SortBy> order;
  for (const SortBy& by : sort) {
    if (table.find(by.column) == nullptr) {
      return no_such_column(table, by.column);
    }
    if (!is_sorted_by(order, by.column)) order.push_back(by);
  }
  const bool descending = !order.empty() && order.back().descending;
  for (const std::string& column : table.key) {
    if (!is_sorted_by(order, column)) order.push_back({column, descending});
  }
  return order;
}

std::string order_by(const Table& table, std::span<const SortBy> order) {
  std::string sql;
  for (const SortBy& by : order) {
    sql += sql.empty() ? " ORDER BY " : ", ";
    sql += sort_expression(table, by.column);
    if (by.descending) sql += " DESC";
  }
  return sql;
}

Result<void> add_selection(const Selection& selection, Conditions& conditions) {
  for (const Filter& filter : selection.filters) {
    if (auto added = conditions.add(filter); !added) return added;
  }
  if (selection.where.empty()) return {};
  return conditions.add_sql(selection.where);
}

Result<void> add_cursor(const Query& query, const Cursor& after,
                        Conditions& conditions) {
  if (query.table.key.empty()) return {};
  if (after.values.size() != query.order.size()) {
    return make_error(ErrorCode::invalid_argument,
                      "the page does not go on from where it says",
                      "reload the table");
  }
  conditions.add_behind(query.order, after.values);
  return {};
}

Result<Query> page_query(Table table, const PageRequest& request) {
  Query query{.table = std::move(table)};
  auto order = order_of(query.table, request.selection.sort);
  if (!order) return std::move(order).error();
  query.order = *std::move(order);
  Conditions conditions(query.table, query.statement.parameters);
  if (auto added = add_selection(request.selection, conditions); !added) {
    return std::move(added).error();
  }
  if (request.after) {
    auto added = add_cursor(query, *request.after, conditions);
    if (!added) return std::move(added).error();
  }
  query.statement.sql = fmt::format(
      "SELECT {} FROM {}{}{} LIMIT {}", shown_row_columns(query.table),
      query.table.reference, conditions.text(),
      order_by(query.table, query.order), request.limit + 1);
  if (query.table.key.empty() && request.after) {
    query.statement.sql += fmt::format(" OFFSET {}", request.after->offset);
  }
  return query;
}

/// The session that reads a selection: what a person has written needs one of
/// its own.
Result<driver::console::Console*> session_for(
    const Source& source, const Selection& selection,
    driver::console::Console& own,
    std::unique_ptr<driver::console::Console>& other) {
  if (selection.where.empty()) return &own;
  auto opened = source.open(driver::console::Access::reading_anything);
  if (!opened) return std::move(opened).error();
  other = *std::move(opened);
  return other.get();
}

/// A table that was looked up, and the session that reads it.
struct Opened {
  std::unique_ptr<driver::console::Console> own = {};
  std::unique_ptr<driver::console::Console> other = {};
  driver::console::Console* console = nullptr;
  Table table = {};
};

Result<Opened> open_selection(const Source& source,
                              const Selection& selection) {
  Opened result;
  auto own = source.open(driver::console::Access::reading);
  if (!own) return std::move(own).error();
  result.own = *std::move(own);
  auto table = find_table(*result.own, selection.table);
  if (!table) return std::move(table).error();
  result.table = *std::move(table);
  auto console = session_for(source, selection, *result.own, result.other);
  if (!console) return std::move(console).error();
  result.console = *console;
  return result;
}

Result<driver::console::Answer> timed(
    driver::console::Console& console,
    const driver::console::Statement& statement, Sent& sent) {
  const auto begin = steady_clock::now();
  auto answer = driver::console::ask(console, statement);
  sent.sql = statement.sql;
  sent.took =
      std::chrono::duration_cast<microseconds>(steady_clock::now() - begin);
  return answer;
}

std::size_t place_of(const std::vector<std::string>& names,
                     const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                  names.begin());
}

// Of a value that is shown in part the whole one is read.
Result<driver::console::Value> sorted_value(driver::console::Console& console,
                                            const Table& table,
                                            const ShownRow& row,
                                            const std::string& column) {
  const std::size_t in_key = place_of(table.key, column);
  if (in_key < table.key.size()) return row.key[in_key];
  const std::size_t place =
      static_cast<std::size_t>(table.find(column) - table.columns.data());
  const ShownCell& cell = row.cells[place];
  if (!cell.length) return cell.value;
  auto whole = select_row(console, table, row.key, quoted_name(column));
  if (!whole) return std::move(whole).error();
  return *whole ? (*whole)->front() : cell.value;
}

Result<Cursor> cursor_behind(driver::console::Console& console,
                             const Query& query, const Page& page,
                             const PageRequest& request) {
  Cursor cursor;
  if (query.table.key.empty()) {
    const std::size_t before = request.after ? request.after->offset : 0;
    cursor.offset = before + page.rows.size();
    return cursor;
  }
  for (const SortBy& by : query.order) {
    auto value =
        sorted_value(console, query.table, page.rows.back(), by.column);
    if (!value) return std::move(value).error();
    cursor.values.push_back(*std::move(value));
  }
  return cursor;
}

std::string notice_of(const Query& query, const PageRequest& request) {
  if (query.table.key.empty()) return std::string(pages_are_counted);
  const std::vector<SortBy>& sort = request.selection.sort;
  if (sort.empty()) return {};
  const Column* first = query.table.find(sort.front().column);
  if (first->indexed) return {};
  return fmt::format(
      "no index begins with {}, so that all rows are read to "
      "sort them",
      first->name);
}

std::optional<std::int64_t> rows_in_plan(const driver::console::Answer& plan) {
  if (plan.rows.empty() || !plan.rows.front().front()) return {};
  const std::string& line = plan.rows.front().front()->text;
  constexpr std::string_view mark = "rows=";
  const std::size_t found = line.find(mark);
  if (found == line.npos) return {};
  const std::string_view rest =
      std::string_view(line).substr(found + mark.size());
  return parse_number<std::int64_t>(rest.substr(0, rest.find(' ')));
}

}  // namespace

Result<Page> browse(const Source& source, const PageRequest& request) {
  auto opened = open_selection(source, request.selection);
  if (!opened) return std::move(opened).error();
  auto query = page_query(std::move(opened->table), request);
  if (!query) return std::move(query).error();
  Page page;
  auto answer = timed(*opened->console, query->statement, page.sent);
  if (!answer) return std::move(answer).error();
  const bool more = answer->rows.size() > request.limit;
  if (more) answer->rows.pop_back();
  for (driver::console::Values& row : answer->rows) {
    page.rows.push_back(shown_row(query->table, std::move(row)));
  }
  if (more) {
    auto next = cursor_behind(*opened->own, *query, page, request);
    if (!next) return std::move(next).error();
    page.next = *std::move(next);
  }
  page.notice = notice_of(*query, request);
  page.table = std::move(query->table);
  return page;
}

Result<Count> count(const Source& source, const Selection& selection,
                    bool exact) {
  auto opened = open_selection(source, selection);
  if (!opened) return std::move(opened).error();
  const Table& table = opened->table;
  Count result{.exact = exact};
  const bool all = selection.filters.empty() && selection.where.empty();
  if (!exact && (all || table.dialect == Dialect::sqlite)) {
    if (all) result.rows = table.estimate;
    return result;
  }
  driver::console::Statement statement;
  Conditions conditions(table, statement.parameters);
  if (auto added = add_selection(selection, conditions); !added) {
    return std::move(added).error();
  }
  statement.sql =
      fmt::format("{} FROM {}{}", exact ? "SELECT count(*)" : "EXPLAIN SELECT",
                  table.reference, conditions.text());
  auto answer = timed(*opened->console, statement, result.sent);
  if (!answer) return std::move(answer).error();
  result.rows =
      exact ? parse_number<std::int64_t>(answer->rows.front().front()->text)
            : rows_in_plan(*answer);
  return result;
}

Result<driver::console::Statement> select_all(driver::console::Console& console,
                                              const Selection& selection) {
  auto table = find_table(console, selection.table);
  if (!table) return std::move(table).error();
  auto order = order_of(*table, selection.sort);
  if (!order) return std::move(order).error();
  driver::console::Statement statement;
  Conditions conditions(*table, statement.parameters);
  if (auto added = add_selection(selection, conditions); !added) {
    return std::move(added).error();
  }
  statement.sql = fmt::format("SELECT {} FROM {}{}{}", all_columns(*table),
                              table->reference, conditions.text(),
                              order_by(*table, *order));
  return statement;
}

}  // namespace godwit::rows
