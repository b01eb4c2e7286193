// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/concurrent_index.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/errors.h"
#include "driver/postgresql/exchange.h"

namespace godwit::driver::postgresql {
namespace {

// As a whole word, both in lower case.
bool names(std::string_view statement, std::string_view name) {
  for (std::size_t at = statement.find(name); at != statement.npos;
       at = statement.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !is_name_character(statement[at - 1]);
    const bool ends =
        end == statement.size() || !is_name_character(statement[end]);
    if (begins && ends) return true;
  }
  return false;
}

// In CREATE INDEX CONCURRENTLY IF NOT EXISTS <name> ON …; empty elsewhere.
std::string_view wanted_name(std::string_view statement) {
  const std::size_t begin = statement.find("exists");
  if (!statement.starts_with("create") || begin == statement.npos) return {};
  const std::string_view rest = statement.substr(begin);
  return rest.substr(0, rest.find(" on "));
}

bool is_in(const Rows& rows, const Row& row) {
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

std::string drop_it(std::string_view index) {
  return fmt::format(
      "remove it with DROP INDEX CONCURRENTLY {}, then run again", index);
}

Error hidden_index(std::string_view index) {
  return make_error(
      ErrorCode::statement_failed,
      fmt::format("the index {} is there, but invalid: an earlier attempt left "
                  "it, and IF NOT EXISTS took it for the real one",
                  index),
      drop_it(index));
}

}  // namespace

ConcurrentIndex::ConcurrentIndex(PGconn* connection, std::string_view statement)
    : connection_(connection), statement_(lower(statement)) {
  if (!names(statement_, "concurrently")) statement_.clear();
  before_ = invalid_indexes();
}

bool ConcurrentIndex::explain(Error& error) const {
  bool left = false;
  for (const Row& row : invalid_indexes()) {
    if (is_in(before_, row)) continue;
    left = true;
    error.notes.push_back(
        fmt::format("the statement left the invalid index {} behind, which the "
                    "next run removes",
                    *row[0]));
  }
  return left;
}

std::optional<Error> ConcurrentIndex::hidden() const {
  const std::string_view name = wanted_name(statement_);
  if (name.empty()) return std::nullopt;
  for (const Row& row : invalid_indexes()) {
    if (names(name, lower(*row[1]))) return hidden_index(*row[0]);
  }
  return std::nullopt;
}

Rows ConcurrentIndex::invalid_indexes() const {
  if (statement_.empty()) return {};
  auto found = ask(connection_,
                   "SELECT format('%I.%I', nspname, relname), relname "
                   "FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
                   "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                   "WHERE NOT indisvalid ORDER BY indexrelid");
  return found ? *std::move(found) : Rows{};
}

}  // namespace godwit::driver::postgresql
