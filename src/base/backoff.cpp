// SPDX-License-Identifier: BSL-1.0
#include "base/backoff.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/stop_callback.h"

namespace godwit {

using std::chrono::milliseconds;

milliseconds Backoff::next() {
  std::uniform_int_distribution<milliseconds::rep> jitter(limit_.count() / 2,
                                                          limit_.count());
  const milliseconds duration(jitter(random_));
  limit_ = std::min(limit_ * 2, longest_);
  return duration;
}

void Backoff::wait(Deadline deadline, const StopToken& stop) {
  sleep_until(std::min(deadline, deadline_after(next())), stop);
}

bool sleep_until(Deadline deadline, const StopToken& stop) {
  std::mutex mutex;
  std::condition_variable asked;
  const StopCallback wake(stop, [&] {
    const std::lock_guard lock(mutex);
    asked.notify_one();
  });
  std::unique_lock lock(mutex);
  const auto stopped = [&] { return stop.stop_requested(); };
  if (deadline == no_deadline) {
    asked.wait(lock, stopped);
    return false;
  }
  return !asked.wait_until(lock, deadline, stopped);
}

}  // namespace godwit
