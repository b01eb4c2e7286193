// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include <string>
#include <utility>

#include "cli/command.h"
#include "cli/own_words.h"
#include "cli/run_options.h"
#include "command/preflight.h"
#include "report/doctor.h"

namespace godwit::cli {
namespace {

ExitCode run_preflight(Invocation& invocation) {
  const UpRequest& up = invocation.arguments.up;
  if (up.to || up.steps) {
    if (const auto refused =
            refuse_several(invocation, up.to ? "--to" : "--steps")) {
      return *refused;
    }
  }
  command::Preflight preflight = command::preflight(
      database_request(invocation, {.read_only = true}, nullptr), up);
  for (command::CheckItem& item : preflight.items) {
    item.remedy = in_own_words(std::move(item.remedy));
    for (std::string& detail : item.details) {
      detail = in_own_words(std::move(detail));
    }
  }
  const bool good = preflight.count(command::Answer::failed) == 0;
  const ExitCode code = good ? ExitCode::done : ExitCode::not_up_to_date;
  invocation.heading.database = preflight.database;
  invocation.heading.exit_code = static_cast<int>(code);
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::preflight_json(invocation.heading, preflight)
                    : report::preflight_text(preflight, output.results()));
  return code;
}

void declare_preflight(Options& options, Arguments& arguments) {
  add_up_request(options, arguments.up);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::preflight = {
    .name = "preflight",
    .description = "Go through the check-list before production",
    .examples =
        "preflight\n"
        "preflight --to 0003\n"
        "preflight --json",
    .declare = cli::declare_preflight,
    .run = cli::run_preflight,
    .with_required = true,
};

}  // namespace godwit
