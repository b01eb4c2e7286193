// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>

#include <cstddef>
#include <span>
#include <string>

namespace godwit {

namespace cli {
struct Command;
}

/// What an executor can do; docs/commands.md describes each. A program has
/// those in it that it names.
namespace commands {
#define GODWIT_COMMAND(name) extern const cli::Command name;
#include <godwit/commands.inc>

#define GODWIT_COMMAND(name) +1
inline constexpr std::size_t count = 0
#include <godwit/commands.inc>
    ;
}  // namespace commands

struct ExecutorOptions {
  /// Called for each new connection, before the functions of the sets.
  OnConnect on_connect = {};
  /// MigratorOptions::protection of all that it does, such as "production".
  std::string protection = {};
};

/// The whole command line of an executor, for `main` to return: reads
/// arguments and environment, migrates, prints. The scheme of the database URL
/// picks a dialect; the sets of that dialect, and what they require, are
/// applied in the order of `with_required`. Each needs a history table of its
/// own. Exit codes: 0 done, 1 failed, 2 usage, 3 pending or diverged, 4
/// locked by another run or user, 5 connection lost, 130 interrupted.
int run_executor(std::span<const EmbeddedSet> sets, int argc,
                 const char* const* argv, const ExecutorOptions& options = {});

/// The same with some of the commands, in the order of the help, which should
/// be one of them. What is not among them is not in the binary, where that is
/// linked to the static library and what nothing refers to is left out
/// (--gc-sections), as godwit_add_migrator does.
int run_executor(std::span<const EmbeddedSet> sets,
                 std::span<const cli::Command* const> commands, int argc,
                 const char* const* argv, const ExecutorOptions& options = {});

/// The command line of the program that a build makes of a set with migrations
/// in C++, to check and to test it: `lint` of an executor, and `test`.
int run_checks(std::span<const EmbeddedSet> sets, int argc,
               const char* const* argv);

}  // namespace godwit
