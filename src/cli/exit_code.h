// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace godwit::cli {

/// What an executor tells the shell. Stable: scripts and build servers rely on
/// it.
enum class ExitCode : int {
  done = 0,
  failed = 1,
  usage = 2,
  /// Pending or diverged, for `status --exit-code` and `verify`.
  not_up_to_date = 3,
  /// What is needed was locked until the time was over: by another run, or by
  /// whoever uses a table or the file.
  locked = 4,
  /// The connection broke; the error says whether it is known what was kept.
  connection_lost = 5,
  interrupted = 130,
};

}  // namespace godwit::cli
