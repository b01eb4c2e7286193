// SPDX-License-Identifier: BSL-1.0
#include "check/check.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/errors.h"
#include "check/execution.h"
#include "check/misread_names.h"
#include "check/sqlite_syntax.h"
#include "migration/set_reader.h"

namespace godwit::check {
namespace {

constexpr std::array levels = {Level::structure, Level::syntax, Level::execute};

Error not_possible(Level level, Dialect dialect) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("this program cannot check {} at level {}",
                  to_string(dialect), to_string(level)),
      level == Level::syntax
          ? "PostgreSQL's parser is part of the tool 'godwit' where that was "
            "built with libpg_query"
          : "name an empty database by --database-url and --scratch");
}

Level deepest(Dialect dialect, const CheckRequest& request) {
  if (dialect == Dialect::sqlite) {
    return GODWIT_WITH_SQLITE ? Level::execute : Level::structure;
  }
  if (!request.scratch_database.empty()) return Level::execute;
  return request.postgresql_parser ? Level::syntax : Level::structure;
}

Result<Level> level_of(Dialect dialect, const CheckRequest& request) {
  const Level possible = deepest(dialect, request);
  const Level level = request.level.value_or(possible);
  if (level > possible) return not_possible(level, dialect);
  return level;
}

void add(std::vector<Error> errors, std::vector<Finding>& findings) {
  for (Error& error : errors) {
    findings.push_back({.severity = Severity::error, .what = std::move(error)});
  }
}

std::vector<Error> syntax_errors(const Script& script, Dialect dialect,
                                 const CheckRequest& request) {
  return dialect == Dialect::sqlite ? sqlite_syntax_errors(script)
                                    : request.postgresql_parser(script);
}

std::vector<Error> syntax_errors(const MigrationSet& set,
                                 const CheckRequest& request) {
  std::vector<Error> errors;
  const auto append = [&](const Script& script) {
    std::vector<Error> more = syntax_errors(script, set.dialect(), request);
    std::move(more.begin(), more.end(), std::back_inserter(errors));
  };
  for (const Migration& migration : set.all()) {
    append(migration.up);
    if (migration.down) append(*migration.down);
  }
  return errors;
}

}  // namespace

std::string_view to_string(Level level) noexcept {
  switch (level) {
    case Level::structure:
      return "structure";
    case Level::syntax:
      return "syntax";
    case Level::execute:
      return "execute";
  }
  return "unknown";
}

std::optional<Level> level_named(std::string_view name) noexcept {
  for (const Level level : levels) {
    if (to_string(level) == name) return level;
  }
  return std::nullopt;
}

Result<Checked> check(EmbeddedSet embedded, const CheckRequest& request) {
  const auto level = level_of(embedded.dialect(), request);
  if (!level) return level.error();
  Checked checked{.level = *level, .set = {}, .findings = {}};
  // The build has been told that this is meant so.
  if (embedded.size() == 0) return checked;
  ReadSet read = MigrationSetReader(embedded).read();
  add(std::move(read.errors), checked.findings);
  if (!checked.findings.empty()) return checked;
  checked.set = std::move(read.set);
  const bool in_memory = checked.set.dialect() == Dialect::sqlite;
  // A server that runs them has the parser of its own version.
  if (*level == Level::syntax || (*level > Level::syntax && in_memory)) {
    add(syntax_errors(checked.set, request), checked.findings);
  }
  if (*level == Level::execute && checked.findings.empty()) {
    add(execution_errors(
            in_memory ? "sqlite::memory:" : request.scratch_database,
            checked.set, request.before),
        checked.findings);
  }
  if (request.lint && checked.findings.empty()) {
    const bool ran = *level == Level::execute && in_memory;
    checked.findings = lint(checked.set, *request.lint,
                            ran ? misread_names(checked.set, request.before)
                                : std::vector<MisreadName>());
  }
  return checked;
}

}  // namespace godwit::check
