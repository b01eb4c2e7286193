// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/retry.h"

#include <fmt/format.h>

#include "base/errors.h"
#include "driver/errors.h"

namespace godwit::driver::postgresql {
namespace {

// Long enough for those who have queued up behind us to get through.
constexpr std::chrono::milliseconds first_pause_of_retries{1000};
constexpr std::chrono::milliseconds longest_pause_of_retries{10'000};

Backoff new_backoff() {
  return {first_pause_of_retries, longest_pause_of_retries};
}

}  // namespace

Retry::Retry(std::size_t times)
    : times_(times), left_(times), backoff_(new_backoff()) {}

void Retry::after_failure(RunState& state) {
  if (!state.failed() || !state.outcome.failure->may_pass) return;
  const std::size_t task = state.outcome.failure->task;
  if (task != task_) {
    task_ = task;
    left_ = times_;
    backoff_ = new_backoff();
  }
  if (left_ == 0 || !state.is_connected()) return;
  --left_;
  const auto pause = backoff_.next();
  state.observer.retrying(
      task, fmt::format("{}; trying again in {:.1f} s ({} of {})",
                        state.outcome.failure->error.message,
                        std::chrono::duration<double>(pause).count(),
                        times_ - left_, times_));
  if (sleep_until(deadline_after(pause), state.stop)) {
    state.outcome.failure.reset();
  } else {
    state.fail(task, cancelled());
  }
}

}  // namespace godwit::driver::postgresql
