// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <algorithm>
#include <optional>

#include "cli/command.h"
#include "cli/next_commands.h"
#include "cli/options.h"
#include "report/printable.h"
#include "report/table.h"

namespace godwit::cli {
namespace {

using command::OfSet;
using command::Statuses;

Result<Statuses> statuses_of(Invocation& invocation) {
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return std::move(database).error();
  const bool in_full = invocation.arguments.all || invocation.arguments.json;
  return command::status(
      *database,
      {.settled = in_full ? std::nullopt : std::optional(report::many)});
}

std::string text_of(const Statuses& statuses, bool all,
                    const report::Terminal& terminal) {
  std::string text;
  for (const auto& [set, status] : statuses) {
    if (!text.empty()) text += "\n\n";
    if (statuses.size() > 1) {
      text += fmt::format("{}\n", report::printable(set));
    }
    text += report::status_table(status, all, terminal);
  }
  return text;
}

ExitCode run_status(Invocation& invocation) {
  const auto statuses = statuses_of(invocation);
  if (!statuses) return fail(invocation, statuses.error());
  const bool exact = invocation.arguments.verify.exact;
  const bool up_to_date = std::all_of(
      statuses->begin(), statuses->end(), [&](const OfSet<Status>& status) {
        return exact ? status.value.exact() : status.value.up_to_date();
      });
  const ExitCode code = invocation.arguments.exit_code && !up_to_date
                            ? ExitCode::not_up_to_date
                            : ExitCode::done;
  invocation.heading.exit_code = static_cast<int>(code);
  name_database(invocation);
  Output& output = invocation.output;
  output.result(
      output.options().json
          ? report::status_json(invocation.heading, *statuses)
          : text_of(*statuses, invocation.arguments.all, output.results()));
  if (invocation.arguments.command.empty()) {
    output.remark("\n" + next_commands(*statuses, invocation.program));
  }
  return code;
}

void declare_status(Options& options, Arguments& arguments) {
  options.flag("--all", arguments.all,
               "All migrations, and not only the last of many applied ones");
  const Option exit_code = options.flag(
      "--exit-code", arguments.exit_code,
      "Exit with 3 unless all that this binary carries is applied, unchanged");
  options
      .flag("--exact", arguments.verify.exact,
            "With --exit-code: and nothing else is")
      .needs(exit_code);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::status = {
    .name = "status",
    .description = "Show how each migration stands",
    .examples =
        "status\n"
        "status --json\n"
        "status --exit-code",
    .declare = cli::declare_status,
    .run = cli::run_status,
};

}  // namespace godwit
