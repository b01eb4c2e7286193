// SPDX-License-Identifier: BSL-1.0
#include "check/required_libsql.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/errors.h"
#include "migration/file_name.h"
#include "migration/further_scripts.h"
#include "migration/placeholders.h"
#include "sql/libsql_only.h"

namespace godwit::check {
namespace {

constexpr std::string_view tried_elsewhere =
    "have a test apply the set to such a server, as with "
    "godwit_add_libsql_test()";

const Requirement* libsql_of(const Script& script) {
  const auto found = std::find_if(
      script.requirements.begin(), script.requirements.end(),
      [](const Requirement& one) { return one.engine == "libsql"; });
  return found == script.requirements.end() ? nullptr : &*found;
}

SourceLocation place_in(const Migration& migration) {
  const bool of_up = requires_libsql(migration.up);
  const Script& script = of_up ? migration.up : *migration.down;
  return {.file = script.file, .line = libsql_of(script)->line, .column = 1};
}

bool is_for_libsql(const Migration& migration) {
  return requires_libsql(migration.up) ||
         (migration.down && requires_libsql(*migration.down));
}

// From the first one on.
std::size_t migrations_of_sqlite(const MigrationSet& set) {
  const auto all = set.all();
  const auto first = std::find_if(all.begin(), all.end(), is_for_libsql);
  return static_cast<std::size_t>(first - all.begin());
}

Finding not_run(std::string message, SourceLocation place) {
  Error what = make_error(ErrorCode::requirement_unmet, std::move(message),
                          std::string(tried_elsewhere));
  what.location = std::move(place);
  return {.severity = Severity::note, .what = std::move(what)};
}

Finding not_run_behind(const EmbeddedSet& required) {
  return not_run(fmt::format("{}, which is required, needs a libSQL server, so "
                             "the set was not run here",
                             required.name()),
                 {});
}

Finding not_run_from(const Migration& migration) {
  return not_run(
      fmt::format("{} requires a libSQL server, so it and what comes after it "
                  "was not run here",
                  migration_label(migration.version, migration.name)),
      place_in(migration));
}

}  // namespace

bool requires_libsql(const Script& script) {
  return libsql_of(script) != nullptr;
}

bool requires_libsql(const MigrationSet& set) {
  if (set.dialect() != Dialect::sqlite) return false;
  const auto further = further_scripts(set);
  return migrations_of_sqlite(set) < set.size() ||
         std::any_of(further.begin(), further.end(), [](const Script* script) {
           return requires_libsql(*script);
         });
}

RunBySqlite run_by_sqlite(const MigrationSet& set,
                          std::span<const EmbeddedSet> before) {
  for (const EmbeddedSet& required : before) {
    const auto read = set_to_look_at(required);
    if (!read || !requires_libsql(*read)) continue;
    return {.extent = {}, .rest = not_run_behind(required)};
  }
  const std::size_t migrations = migrations_of_sqlite(set);
  if (migrations < set.size()) {
    return {.extent = {.migrations = migrations},
            .rest = not_run_from(set.all()[migrations])};
  }
  for (const Migration& script : set.repeatable()) {
    if (!is_for_libsql(script)) continue;
    return {.extent = {.migrations = migrations}, .rest = not_run_from(script)};
  }
  return {.extent = whole(set)};
}

std::string hint_of_libsql(std::string_view statement) {
  const std::string_view what = sql::libsql_only(statement);
  if (what.empty()) return {};
  return fmt::format(
      "only libSQL has {}: if the set is for a libSQL server, "
      "say so at the head of the script with -- godwit: "
      "requires libsql",
      what);
}

}  // namespace godwit::check
