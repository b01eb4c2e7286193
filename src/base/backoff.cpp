// SPDX-License-Identifier: BSL-1.0
#include "base/backoff.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace godwit {

using std::chrono::milliseconds;

milliseconds Backoff::next() {
  std::uniform_int_distribution<milliseconds::rep> jitter(limit_.count() / 2,
                                                          limit_.count());
  const milliseconds duration(jitter(random_));
  limit_ = std::min(limit_ * 2, longest_);
  return duration;
}

void Backoff::wait(Deadline deadline, const std::stop_token& stop) {
  sleep_until(std::min(deadline, deadline_after(next())), stop);
}

bool sleep_until(Deadline deadline, const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait_until(lock, stop, deadline, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace godwit
