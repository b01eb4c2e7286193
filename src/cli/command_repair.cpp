// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include "base/number.h"
#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

constexpr const char* nothing_to_repair =
    "nothing to do: no migration is edited or missing";

RepairRequest repair_request(const Arguments& arguments) {
  RepairRequest request{.reason = arguments.reason};
  if (!arguments.migration.empty()) {
    request.version = *Version::parse(arguments.migration);
  }
  return request;
}

// What would be done is shown first: it is the only chance to see what an
// edited file was taken for.
std::optional<ExitCode> refusal_of_repair(
    const Invocation& invocation, const std::vector<Amendment>& planned) {
  if (planned.empty()) return std::nullopt;
  invocation.output.remark(report::amendments_text(planned));
  return refusal(invocation, fmt::format("change {} of the history",
                                         counted(planned.size(), "row")));
}

ExitCode run_repair(Invocation& invocation) {
  if (const auto refused = refuse_several(invocation, "'repair'")) {
    return *refused;
  }
  const Arguments& arguments = invocation.arguments;
  const RepairRequest request = repair_request(arguments);
  RunListener listener(invocation);
  auto database = open_database(
      invocation, {.read_only = arguments.dry_run, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  Migrator& migrator = database->sets.front().migrator;
  const auto planned = migrator.plan_repair(request);
  if (!planned || arguments.dry_run) {
    return show_amendments(invocation, planned, nothing_to_repair);
  }
  if (const auto refused = refusal_of_repair(invocation, *planned))
    return *refused;
  const auto repaired = migrator.repair(request);
  listener.stop();
  return show_amendments(invocation, repaired, nothing_to_repair);
}

void declare_repair(Options& options, Arguments& arguments) {
  options
      .argument("VERSION", arguments.migration,
                "Only this one (all that are edited or missing)", check_version)
      .optional();
  options.value("--reason", "TEXT", "Why; the log keeps it",
                [&](const std::string& text) { arguments.reason = text; });
  options.flag("--dry-run", arguments.dry_run,
               "Show what would be changed and touch nothing");
  options.flag("-y,--yes", arguments.yes, "Do not ask");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::repair = {
    .name = "repair",
    .description =
        "Accept files that were edited, forget those that are missing",
    .examples =
        "repair --dry-run\n"
        "repair 0007 --reason 'only a comment was mended'",
    .declare = cli::declare_repair,
    .run = cli::run_repair,
};

}  // namespace godwit
