// SPDX-License-Identifier: BSL-1.0
#include "generate/kept_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/sql_names.h"
#include "change/change.h"

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

// Each value as text that tells it from all others.
std::string select(const Fact& table, const std::vector<const Fact*>& columns,
                   Dialect dialect) {
  std::string row;
  for (const Fact* column : columns) {
    const std::string name = quoted_name(column->name);
    row += row.empty() ? "" : " || ',' || ";
    row += dialect == Dialect::sqlite
               ? fmt::format("quote({})", name)
               : fmt::format("quote_nullable({}::text)", name);
  }
  return fmt::format("SELECT {} FROM {}", row.empty() ? "''" : row,
                     qualified(table));
}

bool has_same_values(const Fact& before, const Fact& after) {
  return before.aspect("type") == after.aspect("type") &&
         !before.aspects.contains("generated") &&
         !after.aspects.contains("generated");
}

}  // namespace

Result<KeptRows> KeptRows::read(driver::Session& session, const Model& from,
                                const Model& to,
                                const change::Renames& renames) {
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
    Table table{.before = {before->id, select(*before, columns, from.dialect)},
                .after = {id, select(after, columns_after, to.dialect)}};
    auto rows = rows_of(session, table.before);
    if (!rows) return std::move(rows).error();
    if (rows->empty()) continue;
    table.rows = *std::move(rows);
    kept.tables_.push_back(std::move(table));
  }
  return kept;
}

void KeptRows::leave_out(const std::set<Identity>& tables) {
  std::erase_if(tables_, [&](const Table& table) {
    return tables.contains(table.before.table) ||
           tables.contains(table.after.table);
  });
}

Result<void> KeptRows::check_after(driver::Session& session) const {
  for (const Table& table : tables_) {
    auto same = check(session, table.after, table.rows);
    if (!same) return same;
  }
  return {};
}

Result<void> KeptRows::check_again(driver::Session& session) const {
  for (const Table& table : tables_) {
    auto same = check(session, table.before, table.rows);
    if (!same) return same;
  }
  return {};
}

Result<std::vector<std::string>> KeptRows::rows_of(driver::Session& session,
                                                   const Place& place) {
  const auto found = session.query({.sql = place.rows, .pinned = false});
  if (!found) return found.error();
  std::vector<std::string> rows;
  rows.reserve(found->size());
  for (const driver::Row& row : *found) rows.push_back(row[0].value_or(""));
  std::sort(rows.begin(), rows.end());
  return rows;
}

Result<void> KeptRows::check(driver::Session& session, const Place& place,
                             const std::vector<std::string>& rows) {
  const auto now = rows_of(session, place);
  if (!now) return now.error();
  if (*now == rows) return {};
  return rows_changed(place.table, rows.size(), now->size());
}

}  // namespace godwit::generate
