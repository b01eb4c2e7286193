// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/connection.h>
#include <godwit/executor.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "cli/aim.h"
#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/options.h"
#include "command/forget.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

using command::KeptTable;
using Kept = std::vector<KeptTable>;

Error names_and_all() {
  return make_error(ErrorCode::invalid_argument,
                    "--all and names exclude each other",
                    "give the names of what may go, or --all");
}

std::string rows_of(const KeptTable& table) {
  return fmt::format("{}  {} row{}", report::printable(name_of(table)),
                     table.rows, table.rows == 1 ? "" : "s");
}

std::string what_goes(const Kept& tables) {
  if (tables.size() == 1) {
    return "forget what is kept in " +
           report::printable(name_of(tables.front()));
  }
  return fmt::format("forget what is kept in {} tables", tables.size());
}

ExitCode tell(Invocation& invocation, const Kept& kept, const Kept& gone) {
  Output& output = invocation.output;
  name_database(invocation);
  if (output.options().json) {
    output.result(report::forget_json(invocation.heading, kept, gone));
    return ExitCode::done;
  }
  for (const KeptTable& table : gone) {
    output.result("forgotten  " + rows_of(table));
  }
  if (!gone.empty()) return ExitCode::done;
  for (const KeptTable& table : kept) output.result(rows_of(table));
  if (kept.empty()) output.remark("nothing is kept");
  return ExitCode::done;
}

ExitCode forget_tables(Invocation& invocation, driver::Session& session,
                       Kept kept, const Kept& gone) {
  if (gone.empty()) return tell(invocation, kept, gone);
  const auto refused = refusal(
      invocation, what_goes(gone),
      "forget without a name lists what is kept, and with how many rows");
  if (refused) return *refused;
  auto done = command::forget(session, gone);
  if (!done) return fail(invocation, done.error());
  std::erase_if(kept, [&](const KeptTable& table) {
    return std::any_of(gone.begin(), gone.end(), [&](const KeptTable& other) {
      return other.id == table.id;
    });
  });
  return tell(invocation, kept, gone);
}

ExitCode run_forget(Invocation& invocation) {
  const ForgetArguments& arguments = invocation.arguments.forget;
  const bool lists = arguments.names.empty() && !arguments.all;
  if (arguments.all && !arguments.names.empty()) {
    return fail(invocation, names_and_all(), ExitCode::usage);
  }
  const auto url =
      configured_url(invocation, invocation.sets, invocation.carried);
  if (!url) return fail(invocation, url.error(), ExitCode::usage);
  invocation.heading.dialect = url->dialect();
  invocation.heading.database = url->shown();
  auto connection =
      connect(url->text(), {.read_only = lists,
                            .create = false,
                            .stop = invocation.stop,
                            .on_connect = invocation.program.on_connect});
  if (!connection) return fail(invocation, connection.error());
  invocation.heading.database = connection->description();
  auto kept = command::kept_tables(connection->session());
  if (!kept) return fail(invocation, kept.error());
  if (arguments.all) {
    return forget_tables(invocation, connection->session(), *kept, *kept);
  }
  const auto chosen = command::chosen_tables(*kept, arguments.names);
  if (!chosen) return fail(invocation, chosen.error(), ExitCode::usage);
  return forget_tables(invocation, connection->session(), *std::move(kept),
                       *chosen);
}

void declare_forget(Options& options, Arguments& arguments) {
  options
      .arguments("TABLE", arguments.forget.names,
                 "What may go; without any, all that is kept is listed")
      .optional();
  options.flag("--all", arguments.forget.all, "All that is kept may go");
  options.flag("-y,--yes", arguments.yes, "Do not ask");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::forget = {
    .name = "forget",
    .description =
        "List what migrations have dropped and kept, or remove it for good",
    .examples =
        "forget\n"
        "forget godwit_kept_person_nick\n"
        "forget --all --yes",
    .declare = cli::declare_forget,
    .run = cli::run_forget,
    .needs_database = false,
};

}  // namespace godwit
