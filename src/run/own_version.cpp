// SPDX-License-Identifier: BSL-1.0
#include "run/own_version.h"

#include <fmt/format.h>

#include <utility>

#include "base/ascii.h"
#include "base/errors.h"

namespace godwit::run {
namespace {

Error in_query(Error error, const MigrationSet& set) {
  error.notes.push_back(fmt::format("in ADOPT_VERSION of {}: {}", set.name(),
                                    set.adopt_version()));
  if (error.hint.empty()) error.hint = "correct the query, and build again";
  return error;
}

Error not_one_value(const driver::Rows& rows) {
  return make_error(
      ErrorCode::statement_failed,
      fmt::format("the query of the application's own version gives {} rows of "
                  "{} columns, and must give one value",
                  rows.size(), rows.front().size()));
}

// SQLite's user_version is 0 until somebody sets it.
bool is_nothing(std::string_view version) {
  const auto parsed = Version::parse(version);
  return version.empty() || (parsed && *parsed == Version(0));
}

}  // namespace

Result<void> read_own_version(driver::Session& session, const MigrationSet& set,
                              RecordedHistory& history) {
  if (history.exists || set.adopt_version().empty()) return {};
  const auto rows = session.query(
      {.sql = set.adopt_version(), .pinned = false, .reads_only = true});
  if (!rows) {
    if (session.is_missing_table(rows.error())) return {};
    return in_query(rows.error(), set);
  }
  if (rows->empty()) return {};
  if (rows->size() > 1 || rows->front().size() != 1) {
    return in_query(not_one_value(*rows), set);
  }
  const std::string version(trimmed(rows->front().front().value_or("")));
  if (!is_nothing(version)) history.own_version = version;
  return {};
}

}  // namespace godwit::run
