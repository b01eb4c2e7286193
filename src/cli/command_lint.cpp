// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/errors.h"
#include "cli/command.h"
#include "command/lint.h"
#include "driver/driver.h"
#include "report/findings.h"

namespace godwit::cli {
namespace {

Error scratch_is_there(Dialect dialect) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("--scratch is for databases on a server, and the URL names "
                  "one of {}",
                  to_string(dialect)),
      fmt::format("leave it out: migrations of {} are run in memory",
                  to_string(dialect)));
}

// Empty: nothing is run on a server.
Result<std::string> scratch_database(const Invocation& invocation, Sets sets) {
  if (!invocation.arguments.lint.scratch) return std::string();
  auto target = choose_target({.sets = sets,
                               .carried = sets,
                               .option = invocation.arguments.database_url,
                               .environment = invocation.environment});
  if (!target) return std::move(target).error();
  if (driver::scratch_driver(target->url.dialect()) != nullptr) {
    return scratch_is_there(target->url.dialect());
  }
  return target->url.text();
}

std::string text_of(const Invocation& invocation,
                    const command::CheckedSets& sets) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.json) return report::lint_json(invocation.heading, sets);
  switch (arguments.lint.format) {
    case LintArguments::Format::sarif:
      return report::findings_sarif(sets, GODWIT_VERSION);
    case LintArguments::Format::github:
      return report::findings_github(sets);
    case LintArguments::Format::text:
      break;
  }
  return report::findings_text(sets, invocation.output.results().colour);
}

std::string summary(const command::CheckedSets& sets) {
  std::string found = report::findings_summary(sets);
  if (!found.empty()) return found;
  std::string checked;
  for (const auto& [set, value] : sets) {
    checked += fmt::format("{}{} at level {}", checked.empty() ? "" : ", ", set,
                           to_string(value.level));
  }
  return "nothing found: " + checked;
}

// At the last of them, so that it is said once.
void tell_of_the_past(command::CheckedSets& sets) {
  for (auto& [set, checked] : sets) {
    if (!checked.finds_past || checked.findings.empty()) continue;
    checked.findings.back().what.notes.push_back(fmt::format(
        "if databases in use have these already, LINT_SINCE {0} (lint --since "
        "{0}), with the newest that they have, leaves the past in peace",
        checked.set.all().back().version.text()));
  }
}

}  // namespace

ExitCode run_lint(Invocation& invocation) {
  const LintArguments& arguments = invocation.arguments.lint;
  const auto subject =
      command::lint_subject(arguments.before, invocation.arguments.files,
                            invocation.sets, invocation.stop);
  if (!subject) return fail(invocation, subject.error());
  auto scratch = scratch_database(invocation, subject->sets);
  if (!scratch) return fail(invocation, scratch.error(), ExitCode::usage);
  command::LintRequest request = arguments.request;
  request.postgresql_parser = invocation.program.postgresql_parser;
  request.scratch_database = *std::move(scratch);
  auto sets = command::lint(*subject, request);
  if (!sets) return fail(invocation, sets.error());
  tell_of_the_past(*sets);
  const ExitCode code =
      command::has_errors(*sets) ? ExitCode::failed : ExitCode::done;
  invocation.heading.exit_code = static_cast<int>(code);
  const std::string text = text_of(invocation, *sets);
  if (!text.empty()) invocation.output.result(text);
  if (arguments.format == LintArguments::Format::text) {
    invocation.output.remark(summary(*sets));
  }
  return code;
}

}  // namespace godwit::cli
