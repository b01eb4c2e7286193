// SPDX-License-Identifier: BSL-1.0
#include "tool/drift_command.h"

#include <godwit/executor.h>

#include "base/errors.h"
#include "cli/aim.h"
#include "cli/options.h"
#include "command/lint.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;

Error no_migrations() {
  return make_error(
      ErrorCode::invalid_argument, "nothing says of which migrations",
      "name a program or a library that has them, or a directory");
}

Error directory_among_others() {
  return make_error(ErrorCode::invalid_argument,
                    "a directory does not say in which table its history is",
                    "name a program or a library that has all sets");
}

/// A directory has the usual one, unlike a set that was built.
Result<void> choose_history_table(const command::LintSubject& subject,
                                  std::string& history_table) {
  if (subject.folders.empty() || !history_table.empty()) return {};
  if (subject.sets.size() > 1) return directory_among_others();
  history_table = "godwit_migrations";
  return {};
}

Result<void> take_sets(Invocation& invocation,
                       const command::LintSubject& subject) {
  if (subject.sets.empty()) return no_migrations();
  if (auto chosen =
          choose_history_table(subject, invocation.arguments.history_table);
      !chosen) {
    return chosen;
  }
  invocation.carried = subject.sets;
  invocation.sets = subject.sets;
  if (auto read = cli::load_env_file(invocation); !read) return read;
  auto aimed = cli::aim(invocation, commands::drift);
  if (!aimed) return std::move(aimed).error();
  return {};
}

ExitCode run_drift(Invocation& invocation) {
  const auto subject = command::lint_subject(
      {}, invocation.arguments.files, invocation.arguments.replay.dialect, {},
      invocation.stop);
  if (!subject) return fail(invocation, subject.error());
  if (auto taken = take_sets(invocation, *subject); !taken) {
    return fail(invocation, taken.error(), ExitCode::usage);
  }
  return commands::drift.run(invocation);
}

void declare_drift(cli::Options& options, Arguments& arguments) {
  options.arguments("FILE", arguments.files,
                    "The migrations that the database has: a program or a "
                    "library that has them, or a directory");
  cli::declare_dialect(options, arguments.replay.dialect);
  commands::drift.declare(options, arguments);
}

}  // namespace

const cli::Command drift = {
    .name = "drift",
    .description = "Compare the schema of a database with what migrations make",
    .examples =
        "drift ./shop-migrate -d sqlite:shop.db\n"
        "drift migrations/postgresql -d postgresql:///shop --scratch "
        "postgresql:///postgres",
    .declare = declare_drift,
    .run = run_drift,
    .needs_database = false,
};

}  // namespace godwit::tool
