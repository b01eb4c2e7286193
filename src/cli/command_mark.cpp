// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/run_listener.h"

namespace godwit::cli {
namespace {

Error mark_says_too_little() {
  return make_error(
      ErrorCode::invalid_argument,
      "mark needs a version, either --applied or --pending, and --reason",
      "look at the database first, since nothing of the migration is run; "
      "then, "
      "for instance, mark 0007 --applied --reason 'made by hand'");
}

ExitCode run_mark(Invocation& invocation) {
  const MarkArguments& mark = invocation.arguments.mark;
  const std::string& version = invocation.arguments.migration;
  const std::string& reason = invocation.arguments.reason;
  if (version.empty() || mark.applied == mark.pending || reason.empty()) {
    return fail(invocation, mark_says_too_little(), ExitCode::usage);
  }
  if (const auto refused = refuse_several(invocation, "'mark'")) {
    return *refused;
  }
  RunListener listener(invocation);
  auto database = open_database(invocation, {.create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  name_database(invocation);
  const auto marked = database->sets.front().migrator.mark(
      {.version = *Version::parse(version),
       .as = mark.applied ? MarkRequest::As::applied : MarkRequest::As::pending,
       .reason = reason});
  listener.stop();
  return show_amendments(invocation, marked,
                         "nothing to do: the history says so already");
}

void declare_mark(Options& options, Arguments& arguments) {
  options.argument("VERSION", arguments.migration,
                   "The migration that the history is wrong about",
                   check_version);
  const Option applied = options.flag("--applied", arguments.mark.applied,
                                      "The database has it, whoever did it");
  options
      .flag("--pending", arguments.mark.pending,
            "The database does not have it, or no longer")
      .excludes(applied);
  options.value("--reason", "TEXT", "Why; the log keeps it",
                [&](const std::string& text) { arguments.reason = text; });
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::mark = {
    .name = "mark",
    .description =
        "Record that a migration is applied, or is not, without running it",
    .examples =
        "mark 0007 --applied --reason 'made by hand during the outage'\n"
        "mark 0007 --pending --reason 'undone by hand'",
    .declare = cli::declare_mark,
    .run = cli::run_mark,
};

}  // namespace godwit
