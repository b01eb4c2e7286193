// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>
#include <signal.h>

#include <atomic>
#include <thread>

namespace godwit::cli {

/// While it lives, SIGINT and SIGTERM ask to stop, so that what is running can
/// be cancelled and rolled back; the second one ends the process at once. To be
/// made before any other thread, since threads inherit what they do not hear.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  StopToken token() const { return stop_.token(); }

 private:
  void listen();

  sigset_t signals_{};
  sigset_t before_{};
  StopSource stop_;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace godwit::cli
