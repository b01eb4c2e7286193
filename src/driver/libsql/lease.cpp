// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/lease.h"

#include <fmt/format.h>

#include <utility>

#include "base/random_name.h"
#include "base/sql_names.h"
#include "driver/lock_table.h"

namespace godwit::driver::libsql {
namespace {

// What a run may be silent for. A waiter has as much patience, unless it is
// told otherwise, and so outlives a run that was killed.
constexpr int seconds_of_silence = 45;
// A run whose lock was taken over may only have been slow; so its successor has
// twice as long, or else none of them would ever get to the end.
constexpr int most_seconds = 3600;

std::string table_beside(std::string_view history) {
  const std::size_t dot = history.rfind('.');
  const std::string_view table =
      dot == history.npos ? history : history.substr(dot + 1);
  return "main." + quoted_name(std::string(table).append(lock_suffix));
}

}  // namespace

Lease::Lease(std::string_view history)
    : table_(table_beside(history)), token_(random_name()) {}

hrana::Statement Lease::with_token(std::string sql) const {
  return {
      .sql = std::move(sql), .values = {{"$1", token_}}, .wants_rows = true};
}

hrana::Batch Lease::take(const std::string& holder) const {
  const std::string make = fmt::format(
      "CREATE TABLE IF NOT EXISTS {} (\n"
      "  only_row integer PRIMARY KEY NOT NULL CHECK (only_row = 1),\n"
      "  token text NOT NULL,\n"
      "  holder text NOT NULL,\n"
      "  seconds integer NOT NULL,\n"
      "  expires real NOT NULL,\n"
      "  began real NOT NULL,\n"
      "  kept integer NOT NULL\n)",
      table_);
  // json_extract fails with whatever it is given for a path.
  const std::string look = fmt::format(
      "SELECT json_extract('{{}}', 'held') FROM {} "
      "WHERE expires > unixepoch('subsec')",
      table_);
  const std::string take = fmt::format(
      "INSERT INTO {0} AS mine VALUES "
      "(1, $1, $2, {1}, unixepoch('subsec') + {1}, 0, 0) "
      "ON CONFLICT (only_row) DO UPDATE SET token = excluded.token, "
      "holder = excluded.holder, seconds = min(2 * seconds, {2}), "
      "expires = unixepoch('subsec') + min(2 * seconds, {2}), began = 0, "
      "kept = 0 WHERE mine.expires <= unixepoch('subsec')",
      table_, seconds_of_silence, most_seconds);
  const std::string say = fmt::format("SELECT token, holder FROM {}", table_);
  return {{{{.sql = make}, hrana::When::always},
           {{.sql = look}},
           {{.sql = take, .values = {{"$1", token_}, {"$2", holder}}}},
           {{.sql = say, .wants_rows = true}, hrana::When::always}}};
}

bool Lease::is_ours(const hrana::Done& taken) const {
  return !taken.rows.empty() && hrana::text_of(taken.rows[0][0]) == token_;
}

// Without the token there is a NULL where none may be.
hrana::Statement Lease::fence(std::uint64_t number) const {
  return with_token(fmt::format(
      "INSERT INTO {0} VALUES (1, (SELECT token FROM {0} WHERE token = $1), "
      "'', 0, 0, 0, 0) ON CONFLICT (only_row) DO UPDATE SET "
      "expires = unixepoch('subsec') + seconds, began = julianday('now'), "
      "kept = {1}",
      table_, number));
}

std::string Lease::elapsed() const {
  return fmt::format(
      "(SELECT CAST((julianday('now') - began) * 86400000000.0 AS INTEGER) "
      "FROM {})",
      table_);
}

hrana::Statement Lease::renew() {
  hrana::Statement statement = with_token(fmt::format(
      "UPDATE {} SET token = $2, expires = unixepoch('subsec') + seconds "
      "WHERE token = $1 RETURNING kept",
      table_));
  token_ = random_name();
  statement.values.emplace_back("$2", token_);
  return statement;
}

hrana::Statement Lease::give_back() const {
  return with_token(fmt::format("DELETE FROM {} WHERE token = $1", table_));
}

hrana::Statement Lease::holder() const {
  return {.sql = fmt::format("SELECT holder FROM {} "
                             "WHERE expires > unixepoch('subsec')",
                             table_),
          .wants_rows = true};
}

}  // namespace godwit::driver::libsql
