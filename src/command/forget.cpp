// SPDX-License-Identifier: BSL-1.0
#include "command/forget.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/sql_names.h"
#include "run/kept_tables.h"

namespace godwit::command {
namespace {

Error keeps_nothing(const std::string& name) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("nothing is kept in \"{}\"", name),
                    "forget without a name lists what is kept");
}

Error not_forgotten(Error error, std::span<const KeptTable> gone) {
  for (const KeptTable& table : gone) {
    error.notes.push_back(name_of(table) + " is forgotten");
  }
  return error;
}

std::string in_sql(const schema::Identity& id) {
  const std::string schema = id.schema.empty() ? "main" : id.schema;
  return quoted_name(schema) + '.' + quoted_name(id.name);
}

bool is_called(const KeptTable& table, const std::string& name) {
  return name == name_of(table) ||
         name == table.id.schema + '.' + table.id.name;
}

}  // namespace

std::string name_of(const KeptTable& table) {
  const std::string& schema = table.id.schema;
  const bool usual = schema.empty() || schema == "public";
  return usual ? table.id.name : schema + '.' + table.id.name;
}

Result<std::vector<KeptTable>> kept_tables(driver::Session& session) {
  auto found = run::kept_tables(session);
  if (!found) return std::move(found).error();
  std::vector<KeptTable> tables;
  for (schema::Identity& id : *found) {
    const auto rows = session.query(
        {.sql = "SELECT count(*) FROM " + in_sql(id), .reads_only = true});
    if (!rows) return rows.error();
    const auto count =
        parse_number<std::int64_t>(rows->front().front().value_or(""));
    tables.push_back({.id = std::move(id), .rows = count.value_or(0)});
  }
  return tables;
}

Result<std::vector<KeptTable>> chosen_tables(
    std::span<const KeptTable> kept, std::span<const std::string> names) {
  for (const std::string& name : names) {
    const bool known =
        std::any_of(kept.begin(), kept.end(),
                    [&](const auto& table) { return is_called(table, name); });
    if (!known) return keeps_nothing(name);
  }
  std::vector<KeptTable> chosen;
  for (const KeptTable& table : kept) {
    const bool named =
        std::any_of(names.begin(), names.end(),
                    [&](const auto& name) { return is_called(table, name); });
    if (named) chosen.push_back(table);
  }
  return chosen;
}

Result<void> forget(driver::Session& session,
                    std::span<const KeptTable> tables) {
  for (std::size_t i = 0; i < tables.size(); ++i) {
    // Users' triggers may run.
    auto done = session.query(
        {.sql = "DROP TABLE " + in_sql(tables[i].id), .pinned = false});
    if (!done) {
      return not_forgotten(std::move(done).error(), tables.subspan(0, i));
    }
  }
  return {};
}

}  // namespace godwit::command
