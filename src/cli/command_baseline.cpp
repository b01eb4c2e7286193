// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "command/replay.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

Error baseline_says_too_little() {
  return make_error(ErrorCode::invalid_argument,
                    "baseline needs a version and --reason",
                    "name the last migration that the database has, and say "
                    "why it has it without the history knowing");
}

/// What the set requires has a history of its own, which is left alone.
void name_required(const Invocation& invocation) {
  std::string names;
  for (const std::string_view name :
       invocation.target->sets.front().required_names()) {
    names +=
        fmt::format("{}{}", names.empty() ? "" : ", ", report::printable(name));
  }
  if (names.empty()) return;
  invocation.output.remark(
      fmt::format("of what it requires nothing is recorded: {}", names));
}

Result<command::ReplayRequest> replay_request(const Invocation& invocation,
                                              const Version& version) {
  const std::string& scratch = invocation.arguments.baseline.scratch;
  command::ReplayRequest request{.version = version,
                                 .beside = invocation.target->url,
                                 .stop = invocation.stop};
  if (scratch.empty()) return request;
  auto url = driver::DatabaseUrl::parse(scratch);
  if (!url) return std::move(url).error();
  request.scratch = *std::move(url);
  return request;
}

/// Before anything is recorded. Differences are no reason not to: many
/// databases have some, and it is for people to say whether they matter.
Result<void> compare_with_replay(Invocation& invocation,
                                 command::Database& database,
                                 const Version& version) {
  if (!invocation.arguments.baseline.verify) return {};
  const auto request = replay_request(invocation, version);
  if (!request) return request.error();
  auto differences = command::compare_with_replay(database, *request);
  if (!differences) return std::move(differences).error();
  if (!invocation.output.options().json) {
    invocation.output.result(report::replay_text(*differences, version.text()));
  }
  invocation.heading.differences = *std::move(differences);
  return {};
}

ExitCode run_baseline(Invocation& invocation) {
  const BaselineArguments& arguments = invocation.arguments.baseline;
  if (arguments.version.empty() || arguments.reason.empty()) {
    return fail(invocation, baseline_says_too_little(), ExitCode::usage);
  }
  if (const auto refused = refuse_several(invocation, "'baseline'")) {
    return *refused;
  }
  const BaselineRequest request{.version = *Version::parse(arguments.version),
                                .reason = arguments.reason};
  const bool dry_run = invocation.arguments.dry_run;
  RunListener listener(invocation);
  auto database = open_database(
      invocation, {.read_only = dry_run, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  if (!dry_run) name_database(invocation);
  if (auto compared =
          compare_with_replay(invocation, *database, request.version);
      !compared) {
    return fail(invocation, compared.error());
  }
  if (dry_run) {
    return show_plans(invocation, command::plan_baseline(*database, request),
                      {});
  }
  const command::Runs runs = command::baseline(*database, request);
  listener.stop();
  if (runs.back().value.ok()) name_required(invocation);
  return show_runs(invocation, runs, {});
}

void declare_baseline(Options& options, Arguments& arguments) {
  BaselineArguments& request = arguments.baseline;
  options.argument("VERSION", request.version,
                   "The last migration that the database has", check_version);
  options.value("--reason", "TEXT", "Why; the history keeps it",
                [&](const std::string& text) { request.reason = text; });
  const Option verify =
      options.flag("--verify", request.verify,
                   "Show how the schema differs from what the migrations make");
  options
      .value("--scratch", "URL",
             "An empty database for --verify, which otherwise makes one",
             [&](const std::string& text) { request.scratch = text; })
      .needs(verify);
  options.flag("--dry-run", arguments.dry_run,
               "Print what would be recorded and touch nothing");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::baseline = {
    .name = "baseline",
    .description =
        "Record migrations that a database has already, without running them",
    .examples =
        "baseline 0007 --reason 'made by the old installer'\n"
        "baseline 0007 --reason 'from the old days' --verify --dry-run",
    .declare = cli::declare_baseline,
    .run = cli::run_baseline,
};

}  // namespace godwit
