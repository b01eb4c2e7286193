// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <deque>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "cli/binary.h"
#include "cli/command.h"
#include "report/table.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

struct Findings {
  // A deque, since what lies in it is viewed while more is added.
  std::deque<Binary> binaries = {};
  std::vector<report::CarriedSet> sets = {};
  std::vector<Error> problems = {};
};

Error no_file_named(const Program& program) {
  return make_error(ErrorCode::invalid_argument, "no file is named",
                    fmt::format("see '{} help inspect'", program.name));
}

// The place is one in the migration that is broken.
Error broken_set(Error error, std::string_view set, const std::string& file) {
  error.notes.push_back(fmt::format("in the set '{}' of {}", set, file));
  return error;
}

void add_set(EmbeddedSet set, const std::string& file, Findings& findings) {
  auto migrations = MigrationSet::from(set);
  if (!migrations) {
    findings.problems.push_back(
        broken_set(std::move(migrations).error(), set.name(), file));
  } else {
    findings.sets.push_back(
        {.embedded = set, .migrations = *std::move(migrations), .file = file});
  }
}

void look_into(const std::string& file, const StopToken& stop,
               Findings& findings) {
  Binary& binary = findings.binaries.emplace_back();
  if (auto read = read_binary(file, stop, binary); !read) {
    findings.problems.push_back(std::move(read).error());
  }
  for (const BinarySet& set : binary.found.sets) {
    add_set(set.embedded(), file, findings);
  }
  for (const Error& problem : binary.found.problems) {
    findings.problems.push_back(problem);
  }
}

void show_text(const Findings& findings, Output& output) {
  if (!findings.sets.empty()) {
    output.result(report::list_text(findings.sets, output.results().colour));
  }
  for (const Error& problem : findings.problems) {
    output.message(report::error_text(problem, output.messages().colour));
  }
}

}  // namespace

ExitCode run_inspect(Invocation& invocation) {
  const std::vector<std::string>& files = invocation.arguments.files;
  if (files.empty()) {
    return fail(invocation, no_file_named(invocation.program), ExitCode::usage);
  }
  Findings findings;
  for (const std::string& file : files) {
    look_into(file, invocation.stop, findings);
  }
  if (invocation.stop.stop_requested()) return fail(invocation, cancelled());
  const ExitCode code =
      findings.problems.empty() ? ExitCode::done : ExitCode::failed;
  invocation.heading.exit_code = static_cast<int>(code);
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::inspect_json(invocation.heading, findings.sets,
                                       findings.problems));
  } else {
    show_text(findings, output);
  }
  return code;
}

}  // namespace godwit::cli
