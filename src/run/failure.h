// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>

#include <vector>

#include "driver/session.h"

namespace godwit::run {

/// Everything about one failed run that the error must tell.
struct FailedRun {
  const Plan& plan;
  const driver::Outcome& outcome;
  /// That of the outcome, with the places of `script`.
  const driver::TaskFailure& failure;
  /// Steps that were kept.
  std::span<const StepReport> done;
  /// Those that were recorded without being run.
  std::span<const StepReport> baseline = {};
  /// The step that failed. Null: it was about the history itself.
  const Step* step = nullptr;
  /// The script that it was in: that of the step, a hook, one that was undone
  /// with it. Null: in none.
  const Script* script = nullptr;
  /// The set has repeatable scripts, whose views may stand in a migration's
  /// way.
  bool has_repeatable = false;
  /// It was the snapshot of the plan instead.
  bool in_snapshot = false;
};

/// What another look would not change, but wait for as long again.
bool ends_the_wait(const Error& error);

/// The driver's error with its place in the file, what was kept and what was
/// rolled back, and what to do next.
Error describe(const FailedRun& failed);

}  // namespace godwit::run
