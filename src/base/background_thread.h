// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <thread>
#include <utility>

namespace godwit {

/// A thread that is asked to stop, and waited for, when its owner goes.
class BackgroundThread {
 public:
  BackgroundThread() = default;
  /// `work` gets the token that asks it to stop.
  template <typename Work>
  explicit BackgroundThread(Work work) {
    thread_ = std::thread(std::move(work), stop_.token());
  }
  ~BackgroundThread() { end(); }
  BackgroundThread(BackgroundThread&&) = default;
  BackgroundThread& operator=(BackgroundThread&& other) noexcept {
    end();
    stop_ = std::move(other.stop_);
    thread_ = std::move(other.thread_);
    return *this;
  }

  /// It has work; which may be done.
  bool joinable() const noexcept { return thread_.joinable(); }

 private:
  void end() {
    if (!joinable()) return;
    stop_.request_stop();
    thread_.join();
  }

  StopSource stop_;
  std::thread thread_;
};

}  // namespace godwit
