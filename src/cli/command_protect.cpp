// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

Error protect_without_a_reason() {
  return make_error(ErrorCode::invalid_argument, "protect needs --reason",
                    "such as --reason production; the log keeps it");
}

std::string what_is_now(const ProtectRequest& request, bool changed) {
  if (!changed) return "nothing to do: it is so already";
  if (request.off) return "no longer protected";
  return fmt::format("protected: {}", report::printable(request.reason));
}

ExitCode run_protect(Invocation& invocation) {
  const ProtectRequest request{.reason = invocation.arguments.reason,
                               .off = invocation.arguments.off};
  if (request.reason.empty()) {
    return fail(invocation, protect_without_a_reason(), ExitCode::usage);
  }
  RunListener listener(invocation);
  auto database = open_database(invocation, {.create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  name_database(invocation);
  const Result<bool> changed = command::protect(*database, request);
  listener.stop();
  if (!changed) return fail(invocation, changed.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::protect_json(
        invocation.heading, request.off ? "" : request.reason, *changed));
  } else {
    output.remark(what_is_now(request, *changed));
  }
  return ExitCode::done;
}

void declare_protect(Options& options, Arguments& arguments) {
  options.value("--reason", "TEXT",
                "Why it is protected, or why no longer; the log keeps it",
                [&](const std::string& text) { arguments.reason = text; });
  options.flag("--off", arguments.off, "Take the mark off");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::protect = {
    .name = "protect",
    .description =
        "Mark the database as one that must keep what it has: reset and "
        "restore refuse it",
    .examples =
        "protect --reason production\n"
        "protect --off --reason 'it is the copy of staging'",
    .declare = cli::declare_protect,
    .run = cli::run_protect,
};

}  // namespace godwit
