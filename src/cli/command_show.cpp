// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/aim.h"
#include "cli/command.h"
#include "cli/options.h"
#include "command/show.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

Error show_without_version() {
  return make_error(ErrorCode::invalid_argument, "show needs a version",
                    "'list' and 'status' show which ones there are");
}

// No database is asked for what the binary has.
Result<std::vector<command::ShownMigration>> find(Invocation& invocation) {
  const std::string& wanted = invocation.arguments.migration;
  const auto version = Version::parse(wanted);
  if (!version) return command::show_named(invocation.sets, wanted);
  auto carried = command::show(invocation.sets, *version);
  if (!carried || !carried->empty()) return carried;
  if (const auto aimed = aim(invocation, commands::show); !aimed) {
    return aimed.error();
  }
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return std::move(database).error();
  return command::show_recorded(*database, *version);
}

ExitCode run_show(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.migration.empty()) {
    return fail(invocation, show_without_version(), ExitCode::usage);
  }
  const auto found = find(invocation);
  if (!found) return fail(invocation, found.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::show_json(invocation.heading, *found));
    return ExitCode::done;
  }
  // Into a file or a pipe goes the SQL byte for byte.
  const std::string text = report::show_text(*found, arguments.show);
  output.result(output.results().interactive ? report::printable_lines(text)
                                             : text);
  return ExitCode::done;
}

void declare_show(Options& options, Arguments& arguments) {
  options.argument("VERSION", arguments.migration,
                   "Which migration, or the name of a repeatable script or "
                   "seed");
  const Option up = options.flag(
      "--up", [&] { arguments.show = Direction::up; }, "Only the way up");
  options
      .flag(
          "--down", [&] { arguments.show = Direction::down; },
          "Only the way down")
      .excludes(up);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::show = {
    .name = "show",
    .description =
        "Show the SQL of a migration, from this binary or else the history",
    .examples =
        "show 0007\n"
        "show active_person\n"
        "show 0007 --down | less",
    .declare = cli::declare_show,
    .run = cli::run_show,
    .needs_database = false,
};

}  // namespace godwit
