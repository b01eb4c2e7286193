// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <filesystem>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"
#include "command/rebase.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

Error which_directory() {
  return make_error(ErrorCode::invalid_argument,
                    "it is not clear where the migrations are",
                    "name files, or give --directory");
}

// Of the option, of the files, or that which the one set was built from.
Result<command::RebaseRequest> rebase_request(const Invocation& invocation) {
  command::RebaseRequest request = invocation.arguments.rebase;
  request.files = invocation.arguments.files;
  request.stop = invocation.stop;
  if (!request.directory.empty()) return request;
  if (!request.files.empty()) {
    request.directory =
        std::filesystem::path(request.files.front()).parent_path().string();
    if (request.directory.empty()) request.directory = ".";
    return request;
  }
  if (invocation.sets.size() != 1) return which_directory();
  request.directory = invocation.sets.front().directory();
  return request;
}

void tell(const Invocation& invocation,
          const std::vector<command::Renaming>& renamings) {
  Output& output = invocation.output;
  for (const auto& [from, to] : renamings) {
    output.result(fmt::format("{} -> {}", report::printable(from),
                              report::printable(to)));
  }
  output.remark(renamings.empty()
                    ? "nothing to do: they are after all others already"
                    : "a database that has them under their old numbers: undo "
                      "them there first, with a build that has those");
}

ExitCode run_rebase(Invocation& invocation) {
  const auto request = rebase_request(invocation);
  if (!request) return fail(invocation, request.error(), ExitCode::usage);
  const auto renamings = command::plan_rebase(*request);
  if (!renamings) {
    const bool misused = renamings.error().code == ErrorCode::invalid_argument;
    return fail(invocation, renamings.error(),
                misused ? ExitCode::usage : ExitCode::failed);
  }
  if (!invocation.arguments.dry_run) {
    const auto renamed = command::rename_files(request->directory, *renamings);
    if (!renamed) return fail(invocation, renamed.error());
  }
  if (invocation.output.options().json) {
    invocation.output.result(report::rebase_json(invocation.heading, *renamings,
                                                 invocation.arguments.dry_run));
  } else {
    tell(invocation, *renamings);
  }
  return ExitCode::done;
}

void declare_rebase(Options& options, Arguments& arguments) {
  command::RebaseRequest& request = arguments.rebase;
  options
      .arguments("FILE...", arguments.files,
                 "Migrations that are to come after all others")
      .optional();
  options.value("--onto", "COMMIT",
                "Those that git does not have there, such as origin/main",
                [&](const std::string& text) { request.onto = text; });
  options.value("--directory", "DIR",
                "Where the migrations are (the directory that the set was "
                "built from)",
                [&](const std::string& text) { request.directory = text; });
  options.flag("--dry-run", arguments.dry_run,
               "Print the new names and touch nothing");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::rebase = {
    .name = "rebase",
    .description =
        "Renumber migrations of a branch, after another branch was merged",
    .examples =
        "rebase --onto origin/main\n"
        "rebase migrations/0007_add_email.sql",
    .declare = cli::declare_rebase,
    .run = cli::run_rebase,
    .needs_database = false,
};

}  // namespace godwit
