// SPDX-License-Identifier: BSL-1.0
#include "check/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/errors.h"
#include "check/execution.h"
#include "check/misread_names.h"
#include "check/required_libsql.h"
#include "check/required_server.h"
#include "check/statement_errors.h"
#include "driver/driver.h"
#include "migration/further_scripts.h"
#include "migration/on_connect.h"
#include "migration/set_reader.h"

namespace godwit::check {
namespace {

constexpr std::array levels = {Level::structure, Level::syntax, Level::execute};

Error not_possible(Level level, Dialect dialect) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("this program cannot check {} at level {}",
                  to_string(dialect), to_string(level)),
      dialect == Dialect::sqlite ? "link Godwit::sqlite"
      : level == Level::syntax
          ? "PostgreSQL's parser is part of the tool 'godwit' where that was "
            "built with libpg_query"
          : "name an empty database by CheckRequest::scratch_database");
}

Level deepest(Dialect dialect, const CheckRequest& request) {
  if (driver::scratch_driver(dialect) != nullptr) return Level::execute;
  if (dialect == Dialect::sqlite) return Level::structure;
  if (!request.scratch_database.empty()) return Level::execute;
  return request.postgresql_parser.errors != nullptr ? Level::syntax
                                                     : Level::structure;
}

Result<Level> level_of(Dialect dialect, const CheckRequest& request) {
  const Level possible = deepest(dialect, request);
  const Level level = request.level.value_or(possible);
  if (level > possible) return not_possible(level, dialect);
  return level;
}

bool has_errors(const Checked& checked) {
  return std::any_of(checked.findings.begin(), checked.findings.end(),
                     [](const Finding& finding) {
                       return finding.severity == Severity::error;
                     });
}

/// Goes through the levels, as far as each finds nothing.
class Checker {
 public:
  Checker(Checked& checked, const CheckRequest& request, OnConnect on_connect)
      : checked_(checked),
        request_(request),
        on_connect_(std::move(on_connect)) {}

  void add(std::vector<Error> errors) {
    for (Error& error : errors) add(std::move(error), Severity::error);
  }

  void parse() {
    if (has_scratch()) parser_ = scratch()->parser();
    for (const Migration& migration : set().all()) {
      if (!released(migration)) {
        add_of_up(migration, syntax_errors(migration.up));
      }
      if (migration.down) add(syntax_errors(*migration.down));
    }
    for (const Script* script : further_scripts(set())) {
      add(syntax_errors(*script));
    }
    if (set().snapshot()) add(syntax_errors(set().snapshot()->script));
  }

  void run() {
    RunBySqlite here = {.extent = whole(set())};
    if (has_scratch()) here = run_by_sqlite(set(), request_.before);
    if (here.rest) checked_.findings.push_back(*std::move(here.rest));
    if (here.extent.migrations == 0) return;
    Executed executed =
        execute(has_scratch() ? std::string(scratch()->scratch_url())
                              : request_.scratch_database,
                set(), here.extent, request_.before, on_connect_);
    add(std::move(executed.errors));
    if (has_scratch() && set().snapshot() != nullptr &&
        !requires_libsql(set())) {
      auto applied = apply_snapshot(std::string(scratch()->scratch_url()),
                                    set(), on_connect_);
      if (!applied) add(std::move(applied).error(), Severity::error);
    }
    if (!executed.why) return;
    const bool past = executed.failed != nullptr && released(*executed.failed);
    if (past) {
      add(not_run(*std::move(executed.why)), Severity::warning);
    } else if (executed.failed != nullptr) {
      add_of_up(*executed.failed, {*std::move(executed.why)});
    } else {
      add(*std::move(executed.why), Severity::error);
    }
  }

  void lint() {
    const bool ran = checked_.level == Level::execute && has_scratch();
    const std::vector<MisreadName> misread =
        ran ? misread_names(set(), request_.before)
            : std::vector<MisreadName>();
    for (Finding& finding : check::lint(set(), *request_.lint, misread)) {
      const std::string& file = finding.what.location.file;
      if (!file.empty() && !is_of_newest(file)) past_ = true;
      checked_.findings.push_back(std::move(finding));
    }
  }

  bool finds_past() const {
    const bool known = request_.lint && request_.lint->since;
    return past_ && !known;
  }

  bool has_scratch() const { return scratch() != nullptr; }

 private:
  void add(Error error, Severity severity) {
    checked_.findings.push_back(
        {.severity = severity, .what = std::move(error)});
  }

  void add_of_up(const Migration& migration, std::vector<Error> errors) {
    if (!errors.empty() && !is_newest(migration)) past_ = true;
    add(std::move(errors));
  }

  static Error not_run(Error error) {
    error.notes.emplace_back(
        "databases in use have it; what comes after it was not run");
    return error;
  }

  std::vector<Error> syntax_errors(const Script& script) const {
    if (parser_) return errors_of_driver(script);
    const PostgresqlParser& parser = request_.postgresql_parser;
    const bool newer = required_server(script) > parser.version;
    return newer ? std::vector<Error>() : parser.errors(script);
  }

  // By the parser of what will run the scripts. SQLite's does not know what
  // libSQL has beside it.
  std::vector<Error> errors_of_driver(const Script& script) const {
    if (requires_libsql(script)) return {};
    return statement_errors(
        script,
        [&](std::string_view statement) {
          return parser_->complaint(statement);
        },
        hint_of_libsql);
  }

  /// Null: none that is linked has scratch databases.
  const driver::Driver* scratch() const {
    return driver::scratch_driver(set().dialect());
  }

  bool released(const Migration& migration) const {
    return request_.lint && request_.lint->since &&
           migration.version <= *request_.lint->since;
  }

  bool is_newest(const Migration& migration) const {
    return &migration == &set().all().back();
  }

  bool is_of_newest(const std::string& file) const {
    const Migration& newest = set().all().back();
    return newest.up.file == file || (newest.down && newest.down->file == file);
  }

  const MigrationSet& set() const { return checked_.set; }

  Checked& checked_;
  const CheckRequest& request_;
  OnConnect on_connect_;
  /// Of a driver with scratch databases; null: there is none.
  std::unique_ptr<driver::Parser> parser_ = {};
  /// Something is found in a migration that newer ones follow.
  bool past_ = false;
};

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
  std::vector<EmbeddedSet> sets(request.before.begin(), request.before.end());
  sets.push_back(embedded);
  Checker checker(checked, request, on_connect_of(sets));
  checker.add(std::move(read.errors));
  if (!checked.findings.empty()) return checked;
  checked.set = std::move(read.set);
  // A server that runs them has the parser of its own version.
  if (*level == Level::syntax ||
      (*level > Level::syntax && checker.has_scratch())) {
    checker.parse();
  }
  if (*level == Level::execute && checked.findings.empty()) checker.run();
  if (request.lint && !has_errors(checked)) checker.lint();
  checked.finds_past = checker.finds_past();
  return checked;
}

}  // namespace godwit::check
