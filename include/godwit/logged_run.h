// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/requires_cxx20.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// One run as the log beside the history keeps it: each that changed something,
/// or began to.
struct LoggedRun {
  enum class State : std::uint8_t {
    running,  ///< it goes on, or its end was never written
    done,
    failed,
  };

  /// Counted from 1, in the order in which they began.
  std::int64_t number = 0;
  /// "up", "down", "seed", "reset", "baseline", "init", "mark", "repair",
  /// "protect", "unprotect", "forget", "resolve" or "push".
  std::string action = {};
  State state = State::running;
  /// By the clock of the server, in UTC: "2026-01-31T12:00:00.000Z".
  std::string began_at = {};
  /// Empty: the end was not written, as where a process was killed.
  std::string ended_at = {};
  /// What it was to do, in order, such as "0007_add_email".
  std::vector<std::string> steps = {};
  /// How many of them it did, from the first on.
  std::size_t steps_done = 0;
  /// Why it failed, in one line. Empty: it did not.
  std::string error = {};
  /// Why it was done, where that was to be said. Empty: it was not.
  std::string reason = {};
  /// See MigratorOptions::applied_by and ::program.
  std::string run_by = {};
  std::string program = {};
  std::string host = {};
  /// Of the set that the program carries.
  std::string set_digest = {};
};

/// "running", "done" or "failed".
std::string_view to_string(LoggedRun::State state) noexcept;

}  // namespace godwit
