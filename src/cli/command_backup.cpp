// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/backup.h>
#include <godwit/executor.h>

#include <filesystem>

#include "base/size_text.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "command/backup.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

std::string size_of(const std::string& file) {
  std::error_code unknown;
  const auto size = std::filesystem::file_size(file, unknown);
  return unknown ? "" : fmt::format(" ({})", size_text(size));
}

ExitCode run_backup(Invocation& invocation) {
  RunListener listener(invocation);
  auto database = open_database(
      invocation, {.read_only = true, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  name_database(invocation);
  std::string file = invocation.arguments.backup_file;
  if (file.empty()) {
    auto name = command::backup_name(*database);
    if (!name) return fail(invocation, name.error());
    file = *std::move(name);
  }
  const auto backed_up =
      back_up(database->connection, file, heard_options(invocation, listener));
  listener.stop();
  if (!backed_up) return fail(invocation, backed_up.error());
  if (invocation.output.options().json) {
    invocation.output.result(report::backup_json(invocation.heading, file));
  }
  invocation.output.remark(
      fmt::format("backed up to {}{}", report::printable(file), size_of(file)));
  return ExitCode::done;
}

void declare_backup(Options& options, Arguments& arguments) {
  options
      .argument("FILE", arguments.backup_file,
                "Where to; named by database, time and version if not "
                "given")
      .optional();
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::backup = {
    .name = "backup",
    .description = "Copy the whole database to a new file",
    .examples =
        "backup\n"
        "backup shop-before.backup",
    .declare = cli::declare_backup,
    .run = cli::run_backup,
};

}  // namespace godwit
