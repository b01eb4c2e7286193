// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/run_listener.h"

namespace godwit::cli {
namespace {

Error resolve_says_too_little() {
  return make_error(ErrorCode::invalid_argument,
                    "resolve needs a version, and either --done or --again",
                    "look at the database first: --done if the statement is "
                    "done, --again to have it run once more");
}

std::string what_next(const ResolveRequest& request) {
  return request.resolution == Resolution::done
             ? fmt::format(
                   "{} goes on behind that statement when it runs again",
                   request.version.text())
             : fmt::format("{} goes on with that statement when it runs again",
                           request.version.text());
}

ExitCode run_resolve(Invocation& invocation) {
  const ResolveArguments& arguments = invocation.arguments.resolve;
  if (arguments.version.empty() || arguments.done == arguments.again) {
    return fail(invocation, resolve_says_too_little(), ExitCode::usage);
  }
  if (const auto refused = refuse_several(invocation, "resolve")) {
    return *refused;
  }
  const ResolveRequest request{
      .version = *Version::parse(arguments.version),
      .resolution = arguments.done ? Resolution::done : Resolution::again};
  RunListener listener(invocation);
  auto database = open_database(invocation, {.create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  const auto resolved = database->sets.front().migrator.resolve(request);
  listener.stop();
  if (!resolved) return fail(invocation, resolved.error());
  if (invocation.output.options().json) {
    invocation.output.result(report::resolve_json(invocation.heading, request));
  }
  invocation.output.remark(what_next(request));
  return ExitCode::done;
}

void declare_resolve(Options& options, Arguments& arguments) {
  ResolveArguments& request = arguments.resolve;
  options.argument("VERSION", request.version,
                   "The migration whose statement is in doubt", check_version);
  const Option done =
      options.flag("--done", request.done, "It is done: go on behind it");
  options.flag("--again", request.again, "It is not: run it once more")
      .excludes(done);
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::resolve = {
    .name = "resolve",
    .description = "Say what became of a statement that was interrupted",
    .examples =
        "resolve 0007 --done\n"
        "resolve 0007 --again",
    .declare = cli::declare_resolve,
    .run = cli::run_resolve,
};

}  // namespace godwit
