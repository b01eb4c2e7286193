// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/backup.h>
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

Error names_no_file() {
  return make_error(ErrorCode::invalid_argument, "restore needs a file",
                    "name what 'backup' or 'up --backup' has written");
}

ExitCode run_restore(Invocation& invocation) {
  const std::string& file = invocation.arguments.backup_file;
  if (file.empty()) return fail(invocation, names_no_file(), ExitCode::usage);
  RunListener listener(invocation);
  auto database = open_database(invocation, {}, &listener);
  if (!database) return fail(invocation, database.error());
  if (auto free = command::check_unprotected(*database); !free) {
    return fail(invocation, free.error());
  }
  const auto refused =
      refusal(invocation,
              fmt::format("replace all that the database has by {}",
                          report::printable(file)),
              "keep what is there now with 'backup'");
  if (refused) return *refused;
  name_database(invocation);
  MigratorOptions options = heard_options(invocation, listener);
  options.history_table = invocation.aimed.front().history_table;
  const auto restored = restore(database->connection, file, options);
  listener.stop();
  if (!restored) return fail(invocation, restored.error());
  if (invocation.output.options().json) {
    invocation.output.result(report::backup_json(invocation.heading, file));
  }
  invocation.output.remark(
      fmt::format("restored from {}", report::printable(file)));
  return ExitCode::done;
}

void declare_restore(Options& options, Arguments& arguments) {
  options.argument("FILE", arguments.backup_file,
                   "What 'backup' or 'up --backup' has written");
  options.flag("-y,--yes", arguments.yes, "Do not ask");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::restore = {
    .name = "restore",
    .description = "Put a backup in the place of all that the database has",
    .examples =
        "restore shop-before.backup\n"
        "restore shop-before.backup --yes",
    .declare = cli::declare_restore,
    .run = cli::run_restore,
};

}  // namespace godwit
