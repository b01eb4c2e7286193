// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "check/check.h"
#include "cli/binary.h"
#include "cli/command.h"
#include "report/findings.h"

namespace godwit::cli {
namespace {

using check::Checked;
using check::Finding;
using report::OfSet;

// A deque, since what lies in it is viewed while more is added.
using Binaries = std::deque<Binary>;

Result<std::vector<EmbeddedSet>> sets_in(const std::vector<std::string>& files,
                                         const StopToken& stop,
                                         Binaries& binaries) {
  std::vector<EmbeddedSet> sets;
  for (const std::string& file : files) {
    Binary& binary = binaries.emplace_back();
    auto read = read_binary(file, stop, binary);
    if (!read) return std::move(read).error();
    if (!binary.found.problems.empty()) return binary.found.problems.front();
    for (const BinarySet& set : binary.found.sets) {
      sets.push_back(set.embedded());
    }
  }
  return sets;
}

// Of the sets in front of it, those that share its database.
std::vector<EmbeddedSet> before(EmbeddedSet set,
                                const std::vector<EmbeddedSet>& sets) {
  std::vector<EmbeddedSet> result;
  for (const EmbeddedSet other : sets) {
    if (other.dialect() == set.dialect()) result.push_back(other);
  }
  return result;
}

Error scratch_for_sqlite() {
  return make_error(ErrorCode::invalid_argument,
                    "--scratch is for PostgreSQL, and the URL names a database "
                    "of SQLite",
                    "leave it out: migrations of SQLite are run in memory");
}

// Empty: nothing is run on a server.
Result<std::string> scratch_database(const Invocation& invocation, Sets sets) {
  if (!invocation.arguments.lint.scratch) return std::string();
  auto target = choose_target(sets, invocation.arguments.database_url,
                              invocation.environment);
  if (!target) return std::move(target).error();
  if (target->dialect == Dialect::sqlite) return scratch_for_sqlite();
  return std::move(target->url);
}

/// What is checked, and what is applied before it.
struct Subject {
  std::vector<EmbeddedSet> earlier;
  std::vector<EmbeddedSet> sets;
};

Result<Subject> subject(const Invocation& invocation, Binaries& binaries) {
  auto earlier =
      sets_in(invocation.arguments.lint.before, invocation.stop, binaries);
  if (!earlier) return std::move(earlier).error();
  auto sets = sets_in(invocation.arguments.files, invocation.stop, binaries);
  if (!sets) return std::move(sets).error();
  if (invocation.arguments.files.empty()) {
    sets->assign(invocation.sets.begin(), invocation.sets.end());
  }
  return Subject{*std::move(earlier), *std::move(sets)};
}

Result<std::vector<OfSet<Checked>>> check_all(const Invocation& invocation,
                                              Subject subject,
                                              const std::string& scratch) {
  const LintRequest& request = invocation.arguments.lint;
  std::vector<OfSet<Checked>> checked;
  for (const EmbeddedSet set : subject.sets) {
    auto result = check::check(
        set, {.level = request.level,
              .before = before(set, subject.earlier),
              .postgresql_parser = invocation.program.postgresql_parser,
              .scratch_database = scratch,
              .lint = request.rules});
    if (!result) return std::move(result).error();
    for (Finding& finding : result->findings) {
      move_to(request.source_directory, set, finding.what.location);
    }
    checked.push_back({set.name(), std::move(*result)});
    subject.earlier.push_back(set);
  }
  return checked;
}

bool has_errors(const std::vector<OfSet<Checked>>& sets) {
  return std::any_of(
      sets.begin(), sets.end(), [](const OfSet<Checked>& checked) {
        return std::any_of(checked.value.findings.begin(),
                           checked.value.findings.end(),
                           [](const Finding& finding) {
                             return finding.severity == check::Severity::error;
                           });
      });
}

std::string text_of(const Invocation& invocation,
                    const std::vector<OfSet<Checked>>& sets) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.json) return report::lint_json(invocation.heading, sets);
  switch (arguments.lint.format) {
    case LintRequest::Format::sarif:
      return report::findings_sarif(sets, GODWIT_VERSION);
    case LintRequest::Format::github:
      return report::findings_github(sets);
    case LintRequest::Format::text:
      break;
  }
  return report::findings_text(sets, invocation.output.results().colour);
}

std::string summary(const std::vector<OfSet<Checked>>& sets) {
  std::string found = report::findings_summary(sets);
  if (!found.empty()) return found;
  std::string checked;
  for (const auto& [set, value] : sets) {
    checked += fmt::format("{}{} at level {}", checked.empty() ? "" : ", ", set,
                           to_string(value.level));
  }
  return "nothing found: " + checked;
}

}  // namespace

ExitCode run_lint(Invocation& invocation) {
  Binaries binaries;
  auto found = subject(invocation, binaries);
  if (!found) return fail(invocation, found.error());
  const auto scratch = scratch_database(invocation, found->sets);
  if (!scratch) return fail(invocation, scratch.error(), ExitCode::usage);
  const auto sets = check_all(invocation, *std::move(found), *scratch);
  if (!sets) return fail(invocation, sets.error());
  const ExitCode code = has_errors(*sets) ? ExitCode::failed : ExitCode::done;
  invocation.heading.exit_code = static_cast<int>(code);
  const std::string text = text_of(invocation, *sets);
  if (!text.empty()) invocation.output.result(text);
  if (invocation.arguments.lint.format == LintRequest::Format::text) {
    invocation.output.remark(summary(*sets));
  }
  return code;
}

}  // namespace godwit::cli
