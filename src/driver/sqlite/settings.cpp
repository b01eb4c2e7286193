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

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool contains_word(std::string_view text, std::string_view word) {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return lower(a) == b; }) !=
         text.end();
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
    const bool ours =
        std::find(attached_.begin(), attached_.end(), name) != attached_.end();
    // SQLite lists "temp" from the moment that something is kept there.
    if (!ours && name != "temp") detach(db, name);
  }
}

bool may_change_settings(std::string_view sql) {
  return contains_word(sql, "pragma") || contains_word(sql, "attach");
}

}  // namespace godwit::driver::sqlite
