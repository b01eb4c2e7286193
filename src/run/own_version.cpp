// SPDX-License-Identifier: BSL-1.0
#include "run/own_version.h"

#include <fmt/format.h>

#include <optional>
#include <string>
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

/// None: it is a new database.
using OwnVersion = std::optional<std::string>;

Result<OwnVersion> ask_own_version(driver::Session& session,
                                   const MigrationSet& set) {
  const auto rows = session.query(
      {.sql = set.adopt_version(), .pinned = false, .reads_only = true});
  if (!rows) {
    if (session.is_missing_table(rows.error())) return OwnVersion();
    return in_query(rows.error(), set);
  }
  if (rows->empty()) return OwnVersion();
  if (rows->size() > 1 || rows->front().size() != 1) {
    return in_query(not_one_value(*rows), set);
  }
  const std::string version(trimmed(rows->front().front().value_or("")));
  if (is_nothing(version)) return OwnVersion();
  return OwnVersion(version);
}

}  // namespace

Result<RecordedHistory> read_with_own_version(driver::Session& session,
                                              const MigrationSet& set,
                                              const ReadHistory& read) {
  auto history = read();
  if (!history || history->exists || set.adopt_version().empty()) {
    return history;
  }
  auto version = ask_own_version(session, set);
  if (version && !*version) return history;
  // Without the lock, another process may have taken the database over since
  // the history was looked for, and the query tells of what it made.
  history = read();
  if (!history || history->exists) return history;
  if (!version) return std::move(version).error();
  history->own_version = *std::move(version);
  return history;
}

}  // namespace godwit::run
