// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <utility>
#include <vector>

#include "base/errors.h"
#include "cli/aim.h"
#include "cli/command.h"
#include "cli/options.h"
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
Result<std::string> scratch_database(Invocation& invocation, Sets sets) {
  if (!invocation.arguments.lint.scratch) return std::string();
  if (auto read = load_env_file(invocation); !read) {
    return std::move(read).error();
  }
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
  return report::findings_text(sets, invocation.output.results());
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

Error nothing_to_check(const Program& program) {
  return make_error(ErrorCode::invalid_argument,
                    "no file and no directory is named",
                    fmt::format("see '{} help lint'", program.name));
}

ExitCode run_lint(Invocation& invocation) {
  if (invocation.carried.empty() && invocation.arguments.files.empty()) {
    return fail(invocation, nothing_to_check(invocation.program),
                ExitCode::usage);
  }
  const LintArguments& arguments = invocation.arguments.lint;
  const auto subject = command::lint_subject(
      arguments.before, invocation.arguments.files, arguments.dialect,
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

void declare_rules(Options& options, check::LintOptions& rules) {
  options.values("--error", "RULE", "Take what this rule finds for an error",
                 [&](const std::string& text) { rules.errors.insert(text); });
  options.values("--enable", "RULE", "Apply a rule that is off by itself",
                 [&](const std::string& text) { rules.enabled.insert(text); });
  options.values("--disable", "RULE", "Do not apply this rule",
                 [&](const std::string& text) { rules.disabled.insert(text); });
  options.value(
      "--since", "VERSION",
      "Report nothing up to this version, which databases have",
      [&](const std::string& text) {
        rules.since = Version::parse(text).value();
      },
      check_version);
  options.value(
      "--server-version", "N",
      "Oldest major version of PostgreSQL that the set runs on (the newest)",
      [&](const std::string& text) {
        rules.server_version = static_cast<int>(*count(text));
      },
      check_count);
}

void declare_lint(Options& options, Arguments& arguments) {
  LintArguments& lint = arguments.lint;
  options
      .arguments("FILE...", arguments.files,
                 "Directories of .sql files, such files, programs and "
                 "libraries (this program)")
      .optional();
  declare_dialect(options, lint.dialect);
  options.value(
      "--level", "structure|syntax|execute", "How deep (as is possible)",
      [&](const std::string& text) {
        lint.request.level = check::level_named(text);
      },
      check_level);
  options.value(
      "--format", "text|json|sarif|github", "How to show it (text)",
      [&](const std::string& text) {
        lint.format = *format_named(text);
        arguments.json = arguments.json || text == "json";
      },
      check_format);
  declare_rules(options, lint.request.rules);
  options.flag("--scratch", lint.scratch,
               "Run PostgreSQL's migrations in the database of "
               "--database-url, which may be destroyed");
  options.values("--before", "FILE",
                 "File or directory of sets that are applied before these",
                 [&](const std::string& text) { lint.before.push_back(text); });
  options.value(
      "--source-directory", "DIR",
      "Where the files lie, for messages (as the build found them)",
      [&](const std::string& text) { lint.request.source_directory = text; });
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::lint = {
    .name = "lint",
    .description =
        "Check migrations for what is broken or dangerous, without a database",
    .examples =
        "lint\n"
        "lint --format sarif > findings.sarif\n"
        "lint --level syntax ./start-shop\n"
        "lint migrations --dialect sqlite\n"
        "lint migrations/sqlite/0007_add_email.sql\n"
        "lint --scratch --database-url postgresql:///empty",
    .declare = cli::declare_lint,
    .run = cli::run_lint,
    .needs_database = false,
};

}  // namespace godwit
