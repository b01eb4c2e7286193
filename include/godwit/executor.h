// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>

#include <span>

namespace godwit {

struct ExecutorOptions {
  /// Leave out the commands that destroy data (`down`, `reset`), for binaries
  /// that are shipped to production.
  bool without_destructive_commands = false;
  /// Called for each new connection, before the functions of the sets.
  OnConnect on_connect = {};
};

/// The whole command line of an executor, for `main` to return: reads
/// arguments and environment, migrates, prints. The scheme of the database URL
/// picks a dialect; the sets of that dialect, and what they require, are
/// applied in the order of `with_required`. Each needs a history table of its
/// own. Exit codes: 0 done, 1 failed, 2 usage, 3 pending or diverged, 4
/// locked by another run or user, 5 connection lost, 130 interrupted.
int run_executor(std::span<const EmbeddedSet> sets, int argc,
                 const char* const* argv, const ExecutorOptions& options = {});

/// The command line of the program that a build makes of a set with migrations
/// in C++, to check and to test it: `lint` of an executor, and `test`.
int run_checks(std::span<const EmbeddedSet> sets, int argc,
               const char* const* argv);

}  // namespace godwit
