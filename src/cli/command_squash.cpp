// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <optional>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "cli/aim.h"
#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/option_values.h"
#include "cli/options.h"
#include "command/folder.h"
#include "command/squash.h"
#include "driver/driver.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

Error no_directory_to_squash() {
  return make_error(ErrorCode::invalid_argument,
                    "it is not clear where the migrations are",
                    "give --directory, or choose a set with --set");
}

Error server_of_another_kind(Dialect dialect) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the migrations are of {}, and the database is another one",
                  to_string(dialect)),
      "name with --database-url a server on which scratch databases can be "
      "made");
}

// Of the option, or that which the one set was built from.
Result<std::string> directory_of(const Invocation& invocation) {
  const std::string& directory = invocation.arguments.squash.directory;
  if (!directory.empty()) return directory;
  if (invocation.sets.size() != 1) return no_directory_to_squash();
  return std::string(invocation.sets.front().directory());
}

// Absent: scratch databases of the dialect need no server.
Result<std::optional<driver::DatabaseUrl>> server_for(Invocation& invocation,
                                                      Dialect dialect) {
  std::optional<driver::DatabaseUrl> server;
  if (driver::scratch_driver(dialect) != nullptr) return server;
  auto url = configured_url(invocation, invocation.sets, invocation.carried);
  if (!url) return std::move(url).error();
  if (url->dialect() != dialect) return server_of_another_kind(dialect);
  server = *std::move(url);
  return server;
}

Result<command::SquashRequest> squash_request(Invocation& invocation) {
  const SquashArguments& arguments = invocation.arguments.squash;
  auto directory = directory_of(invocation);
  if (!directory) return std::move(directory).error();
  const auto dialect = command::dialect_of_folder(*directory, arguments.dialect,
                                                  invocation.carried);
  if (!dialect) return dialect.error();
  auto server = server_for(invocation, *dialect);
  if (!server) return std::move(server).error();
  return command::SquashRequest{.directory = *std::move(directory),
                                .dialect = *dialect,
                                .to = arguments.to,
                                .name = arguments.name,
                                .carried = invocation.carried,
                                .on_connect = invocation.program.on_connect,
                                .beside = *std::move(server),
                                .stop = invocation.stop};
}

void tell_of_squash(const Invocation& invocation, const command::Squash& squash,
                    bool dry_run) {
  Output& output = invocation.output;
  for (const std::string& file : squash.removed) {
    output.result(fmt::format("{} -> {}", report::printable(file),
                              report::printable(squash.file)));
  }
  if (dry_run) output.result("\n" + report::printable_lines(squash.text));
  output.remark(
      "the schema and the rows are the same; a database that has only a part "
      "of them must get the rest first, by a build that has them");
}

ExitCode run_squash(Invocation& invocation) {
  const auto request = squash_request(invocation);
  if (!request) return fail(invocation, request.error(), ExitCode::usage);
  const auto squash = command::plan_squash(*request);
  if (!squash) {
    const bool misused = squash.error().code == ErrorCode::invalid_argument;
    return fail(invocation, squash.error(),
                misused ? ExitCode::usage : ExitCode::failed);
  }
  const bool dry_run = invocation.arguments.dry_run;
  if (!dry_run) {
    const auto refused =
        refusal(invocation, fmt::format("replace {} files by {}",
                                        squash->removed.size(), squash->file));
    if (refused) return *refused;
    if (auto done = command::carry_out(*squash); !done) {
      return fail(invocation, done.error());
    }
  }
  if (invocation.output.options().json) {
    invocation.output.result(
        report::squash_json(invocation.heading, *squash, dry_run));
  } else {
    tell_of_squash(invocation, *squash, dry_run);
  }
  return ExitCode::done;
}

void declare_squash(Options& options, Arguments& arguments) {
  SquashArguments& squash = arguments.squash;
  options.value(
      "--to", "VERSION", "The last one that is to be replaced (all)",
      [&](const std::string& text) { squash.to = *Version::parse(text); },
      check_version);
  options.value("--name", "NAME", "Of the one that replaces them (squashed)",
                [&](const std::string& text) { squash.name = text; });
  options.value("--directory", "DIR",
                "Where the migrations are (the directory that the set was "
                "built from)",
                [&](const std::string& text) { squash.directory = text; });
  declare_dialect(options, squash.dialect);
  options.flag("--dry-run", arguments.dry_run,
               "Prove and print the new file, and touch nothing");
  options.flag("-y,--yes", arguments.yes,
               "Do not ask before files are removed");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::squash = {
    .name = "squash",
    .description =
        "Replace released migrations by one that is proved to make the same",
    .examples =
        "squash --to 0040 --dry-run\n"
        "squash --to 0040 --yes\n"
        "squash --directory migrations/postgresql -d postgresql:///dev",
    .declare = cli::declare_squash,
    .run = cli::run_squash,
    .needs_database = false,
};

}  // namespace godwit
