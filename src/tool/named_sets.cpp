// SPDX-License-Identifier: BSL-1.0
#include "tool/named_sets.h"

#include <string>
#include <utility>

#include "base/errors.h"
#include "cli/aim.h"

namespace godwit::tool {
namespace {

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

}  // namespace

void declare_named_sets(cli::Options& options, cli::Arguments& arguments) {
  options.arguments("FILE", arguments.files,
                    "The migrations that the database has: a program or a "
                    "library that has them, or a directory");
  cli::declare_dialect(options, arguments.replay.dialect);
}

Result<command::LintSubject> named_sets(const cli::Invocation& invocation) {
  return command::lint_subject({}, invocation.arguments.files,
                               invocation.arguments.replay.dialect, {},
                               invocation.stop);
}

Result<bool> aim_at(cli::Invocation& invocation,
                    const command::LintSubject& subject,
                    const cli::Command& command) {
  if (subject.sets.empty()) return no_migrations();
  if (auto chosen =
          choose_history_table(subject, invocation.arguments.history_table);
      !chosen) {
    return std::move(chosen).error();
  }
  invocation.carried = subject.sets;
  invocation.sets = subject.sets;
  if (auto read = cli::load_env_file(invocation); !read) {
    return std::move(read).error();
  }
  return cli::aim(invocation, command);
}

}  // namespace godwit::tool
