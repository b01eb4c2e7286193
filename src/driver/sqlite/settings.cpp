// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "driver/sqlite/statement.h"

namespace godwit::driver::sqlite {
namespace {

// query_only first, since it stands in the way of the others. Not here:
// case_sensitive_like, which cannot be read.
constexpr std::array<std::string_view, 14> names = {
    "query_only",
    "foreign_keys",
    "busy_timeout",
    "cache_size",
    "defer_foreign_keys",
    "ignore_check_constraints",
    "legacy_alter_table",
    "locking_mode",
    "read_uncommitted",
    "recursive_triggers",
    "reverse_unordered_selects",
    "synchronous",
    "trusted_schema",
    "writable_schema",
};

// SQLite lists it from the moment that something is kept there, and looking
// into it would be that.
constexpr std::string_view temporary_database = "temp";

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// "TABLE name", of what belongs to this connection alone.
Result<std::vector<std::string>> read_temporary(sqlite3* db,
                                                Patience& patience) {
  const Result<Rows> rows = fetch(
      db,
      {.sql = "SELECT upper(type) || ' temp.\"' || replace(name, '\"', '\"\"') "
              "|| '\"' FROM temp.sqlite_master "
              "WHERE type IN ('trigger', 'view', 'table') "
              "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
              "ORDER BY type DESC"},
      patience);
  if (!rows) return rows.error();
  std::vector<std::string> objects;
  for (const Row& row : *rows) objects.push_back(row[0].value_or(""));
  return objects;
}

Result<std::vector<std::string>> read_attached(sqlite3* db,
                                               Patience& patience) {
  const Result<Rows> rows =
      fetch(db, {.sql = "SELECT name FROM pragma_database_list ORDER BY seq"},
            patience);
  if (!rows) return rows.error();
  std::vector<std::string> attached;
  for (const Row& row : *rows) attached.push_back(row[0].value_or(""));
  return attached;
}

void detach(sqlite3* db, const std::string& name) {
  Patience none{std::chrono::milliseconds(0)};
  static_cast<void>(
      execute(db, {.sql = "DETACH $1", .parameters = {name}}, none));
}

}  // namespace

Result<std::string> read_pragma(sqlite3* db, std::string_view name,
                                Patience& patience) {
  const Result<Rows> rows =
      fetch(db, {.sql = fmt::format("PRAGMA {}", name)}, patience);
  if (!rows) return rows.error();
  return rows->empty() ? std::string() : rows->front().front().value_or("");
}

void write_pragma(sqlite3* db, std::string_view name, std::string_view value) {
  const std::string sql = fmt::format("PRAGMA {} = {}", name, value);
  static_cast<void>(execute(db, sql.c_str()));
}

Result<Settings> Settings::read(sqlite3* db, Patience& patience) {
  Settings settings;
  for (const std::string_view name : names) {
    Result<std::string> value = read_pragma(db, name, patience);
    if (!value) return std::move(value).error();
    settings.pragmas_.push_back(*std::move(value));
  }
  auto attached = read_attached(db, patience);
  if (!attached) return std::move(attached).error();
  settings.attached_ = *std::move(attached);
  if (contains(settings.attached_, temporary_database)) {
    auto temporary = read_temporary(db, patience);
    if (!temporary) return std::move(temporary).error();
    settings.temporary_ = *std::move(temporary);
  }
  return settings;
}

void Settings::restore(sqlite3* db) const {
  Patience none{std::chrono::milliseconds(0)};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Result<std::string> now = read_pragma(db, names[i], none);
    if (now && *now != pragmas_[i]) write_pragma(db, names[i], pragmas_[i]);
  }
  const auto attached = read_attached(db, none);
  if (!attached) return;
  for (const std::string& name : *attached) {
    if (name == temporary_database) {
      drop_temporary(db);
    } else if (!contains(attached_, name)) {
      detach(db, name);
    }
  }
}

// A trigger or view goes with its table, so that not all of these are there.
void Settings::drop_temporary(sqlite3* db) const {
  Patience none{std::chrono::milliseconds(0)};
  const auto temporary = read_temporary(db, none);
  if (!temporary) return;
  for (const std::string& object : *temporary) {
    if (contains(temporary_, object)) continue;
    const std::size_t name = object.find(' ') + 1;
    const std::string sql = fmt::format(
        "DROP {}IF EXISTS {}", object.substr(0, name), object.substr(name));
    static_cast<void>(execute(db, sql.c_str()));
  }
}

}  // namespace godwit::driver::sqlite
