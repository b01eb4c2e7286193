// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>

#include <span>

namespace godwit {

struct ExecutorOptions {
  /// Leave out the commands that destroy data (`down`, `reset`), for binaries
  /// that are shipped to production.
  bool without_destructive_commands = false;
};

/// The whole command line of an executor, for `main` to return: reads
/// arguments and environment, migrates, prints. At most one set for each
/// dialect; the scheme of the database URL picks. Exit codes: 0 done, 1 failed,
/// 2 usage, 3 pending or diverged, 130 interrupted.
int run_executor(std::span<const EmbeddedSet* const> sets, int argc,
                 const char* const* argv, const ExecutorOptions& options = {});

}  // namespace godwit
