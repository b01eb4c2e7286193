// SPDX-License-Identifier: BSL-1.0
#include "tool/outline_command.h"

#include <fmt/format.h>

#include "base/errors.h"
#include "cli/options.h"
#include "command/lint.h"
#include "migration/outline.h"
#include "tool/output_file.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;

Error not_one_library() {
  return make_error(ErrorCode::invalid_argument,
                    "an outline is of one set that was embedded",
                    "name a library that has one, and --output");
}

/// As the source of the set includes it: a literal for each line, and one for
/// none.
std::string as_literals(std::string_view text) {
  std::string literals = text.empty() ? "\"\"\n" : "";
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    literals += fmt::format("\"{}\\n\"\n", text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return literals;
}

ExitCode run_outline(Invocation& invocation) {
  const auto subject = command::lint_subject({}, invocation.arguments.files, {},
                                             {}, invocation.stop);
  if (!subject) return fail(invocation, subject.error());
  const std::string& output = invocation.arguments.output;
  if (subject->sets.size() != 1 || output.empty()) {
    return fail(invocation, not_one_library(), ExitCode::usage);
  }
  const EmbeddedSet embedded = subject->sets.front();
  // What is wrong with it has been told by its check, which comes first. One
  // that may be empty is as good as none.
  const auto set = MigrationSet::from(embedded);
  const std::string text = set ? outline_of(*set, embedded) : "";
  auto written = write_if_different(output, as_literals(text));
  return written ? ExitCode::done : fail(invocation, written.error());
}

void declare_outline(cli::Options& options, Arguments& arguments) {
  options.arguments("FILE", arguments.files, "A library that has the set");
  options.value("--output", "FILE",
                "Write it there, unless it is there already",
                [&](const std::string& text) { arguments.output = text; });
}

}  // namespace

const cli::Command outline = {
    .name = "outline",
    .description = "Write down where statements are, for builds",
    .examples = "outline shop_migrations.blob --output shop_migrations.outline",
    .declare = declare_outline,
    .run = run_outline,
    .needs_database = false,
};

}  // namespace godwit::tool
