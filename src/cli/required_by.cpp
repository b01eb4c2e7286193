// SPDX-License-Identifier: BSL-1.0
#include "cli/required_by.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"

namespace godwit::cli {
namespace {

Error required_by_others(const MigratedSet& set,
                         const std::vector<EmbeddedSet>& others) {
  std::string names;
  for (const EmbeddedSet other : others) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", other.name());
  }
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} is required by {}, which {} applied", set.name(), names,
                  others.size() == 1 ? "is" : "are"),
      fmt::format("undo {} first, or give --even-if-required if nothing there "
                  "needs what is undone",
                  names));
}

bool requires_set(EmbeddedSet one, EmbeddedSet required) {
  const std::vector<EmbeddedSet> before = with_required(one);
  return one != required &&
         std::find(before.begin(), before.end(), required) != before.end();
}

bool is_aimed_at(const Database& database, EmbeddedSet set) {
  return std::any_of(
      database.sets.begin(), database.sets.end(),
      [&](const MigratedSet& one) { return one.embedded == set; });
}

Result<bool> is_applied(const Invocation& invocation, Connection& connection,
                        EmbeddedSet set) {
  const Result<Status> status =
      Migrator(connection, set, migrator_options(invocation)).status();
  if (!status) return status.error();
  return std::any_of(
      status->entries.begin(), status->entries.end(),
      [](const StatusEntry& entry) { return entry.applied.has_value(); });
}

// The sets that are not aimed at, are applied, and require this one.
Result<std::vector<EmbeddedSet>> others_on(EmbeddedSet set,
                                           const Invocation& invocation,
                                           Database& database) {
  std::vector<EmbeddedSet> result;
  for (const EmbeddedSet other : invocation.carried) {
    if (!requires_set(other, set) || is_aimed_at(database, other)) continue;
    const Result<bool> applied =
        is_applied(invocation, database.connection, other);
    if (!applied) return applied.error();
    if (*applied) result.push_back(other);
  }
  return result;
}

}  // namespace

std::optional<ExitCode> refuse_if_required(const Invocation& invocation,
                                           Database& database) {
  if (invocation.arguments.even_if_required) return std::nullopt;
  for (const MigratedSet& set : database.sets) {
    const auto others = others_on(set.embedded, invocation, database);
    if (!others) return fail(invocation, others.error());
    if (!others->empty()) {
      return fail(invocation, required_by_others(set, *others));
    }
  }
  return std::nullopt;
}

}  // namespace godwit::cli
