// SPDX-License-Identifier: BSL-1.0
#include "generate/kept_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/sql_names.h"
#include "change/change.h"
#include "driver/together.h"

namespace godwit::generate {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

Error rows_changed(const Identity& table, std::size_t before,
                   std::size_t after) {
  return make_error(
      ErrorCode::unsupported,
      before == after ? fmt::format("the plan would change values in {}",
                                    schema::label(table))
                      : fmt::format("the plan would leave {} of {} rows in {}",
                                    after, before, schema::label(table)),
      "nothing was written; please report the two schemas");
}

std::string qualified(const Fact& table) {
  const std::string name = quoted_name(table.name);
  return table.id.schema.empty() ? name
                                 : quoted_name(table.id.schema) + '.' + name;
}

// Each row as text that tells it from all others.
std::string rows_as_text(const Fact& table,
                         const std::vector<const Fact*>& columns,
                         Dialect dialect) {
  const bool sqlite = dialect == Dialect::sqlite;
  std::string row;
  for (const Fact* column : columns) {
    const std::string name = quoted_name(column->name);
    if (!row.empty()) row += sqlite ? " || ',' || " : ", ";
    row += sqlite ? fmt::format("quote({})", name) : name;
  }
  if (row.empty()) {
    row = "''";
  } else if (!sqlite) {
    row = fmt::format("ROW({})::text", row);
  }
  return fmt::format("{} FROM {}", row, qualified(table));
}

bool has_same_values(const Fact& before, const Fact& after) {
  return before.aspect("type") == after.aspect("type") &&
         !before.aspects.contains("generated") &&
         !after.aspects.contains("generated");
}

// By what a side table knows them again, and what it keeps.
std::vector<const Fact*> columns_of(const change::SideTable& side,
                                    const Model& from) {
  std::vector<const Fact*> columns;
  for (const auto* part : {&side.keys, &side.values}) {
    for (const auto& column : *part) {
      columns.push_back(from.find(column.place.before));
    }
  }
  return columns;
}

}  // namespace

Result<KeptRows> KeptRows::read(driver::Session& session, const Model& from,
                                const Model& to, const change::Renames& renames,
                                const change::SideTables& side_tables) {
  KeptRows kept;
  for (const auto& [id, after] : to.facts) {
    if (id.kind != Kind::table) continue;
    const Fact* before = from.find(change::before_renames(id, renames));
    if (before == nullptr) continue;
    std::vector<const Fact*> columns;
    std::vector<const Fact*> columns_after;
    for (const Fact* column : to.parts_of(id, Kind::column)) {
      const Fact* old = from.find(change::before_renames(column->id, renames));
      if (old == nullptr || !has_same_values(*old, *column)) continue;
      columns.push_back(old);
      columns_after.push_back(column);
    }
    kept.tables_.push_back(
        {.before = {before->id, rows_as_text(*before, columns, from.dialect)},
         .after = {id, rows_as_text(after, columns_after, to.dialect)}});
  }
  for (const change::SideTable& side : side_tables) {
    const auto columns = columns_of(side, from);
    const Fact& table = *from.owner_of(columns.front()->id);
    kept.tables_.push_back(
        {.before = {table.id, rows_as_text(table, columns, from.dialect)}});
  }
  auto rows = kept.rows_of(session, &Table::before);
  if (!rows) return std::move(rows).error();
  for (std::size_t i = 0; i < rows->size(); ++i) {
    kept.tables_[i].rows = std::move((*rows)[i]);
  }
  std::erase_if(kept.tables_,
                [](const Table& table) { return table.rows.empty(); });
  return kept;
}

void KeptRows::leave_out(const std::set<Identity>& tables) {
  std::erase_if(tables_, [&](const Table& table) {
    return tables.contains(table.before.table) ||
           tables.contains(table.after.table);
  });
}

std::size_t KeptRows::tables() const {
  std::set<Identity> names;
  for (const Table& table : tables_) names.insert(table.before.table);
  return names.size();
}

Result<void> KeptRows::check_after(driver::Session& session) const {
  return check(session, &Table::after);
}

Result<void> KeptRows::check_again(driver::Session& session) const {
  return check(session, &Table::before);
}

Result<std::vector<KeptRows::TableRows>> KeptRows::rows_of(
    driver::Session& session, Side side) const {
  std::vector<std::string> selects;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const Place& place = tables_[i].*side;
    if (place.rows.empty()) continue;
    selects.push_back(fmt::format("SELECT {}, {}", i, place.rows));
  }
  const auto found = driver::rows_of_all(session, selects);
  if (!found) return found.error();
  std::vector<TableRows> rows(tables_.size());
  for (const driver::Row& row : *found) {
    const auto table = parse_number<std::size_t>(row[0].value_or(""));
    rows.at(table.value_or(0)).push_back(row[1].value_or(""));
  }
  for (TableRows& of_table : rows) std::sort(of_table.begin(), of_table.end());
  return rows;
}

Result<void> KeptRows::check(driver::Session& session, Side side) const {
  const auto now = rows_of(session, side);
  if (!now) return now.error();
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    const TableRows& before = tables_[i].rows;
    const TableRows& after = (*now)[i];
    const Place& place = tables_[i].*side;
    if (place.rows.empty() || before == after) continue;
    return rows_changed(place.table, before.size(), after.size());
  }
  return {};
}

}  // namespace godwit::generate
