// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "base/background_thread.h"
#include "report/terminal.h"

namespace godwit::report {

/// The line at the foot of a terminal that says what is running and for how
/// long: "[3/12] 0003_fill_email  4 s"; of what is no terminal, a line for each
/// step that takes longer than a second. Drawn by a thread of its own, so that
/// it goes on counting while the database works, and only for steps that take
/// long enough to be read.
class Progress {
 public:
  using Write = std::function<void(std::string_view)>;

  /// `write` gets text for the terminal and is never called twice at once.
  Progress(const Terminal& terminal, Write write);
  /// Leaves no line behind.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t index, std::size_t count, std::string_view label);
  void hide();
  /// Runs `print` while the line is out of the way.
  void above(const std::function<void()>& print);

 private:
  using Clock = std::chrono::steady_clock;

  void draw_until_stopped(const StopToken& stop);
  void draw();
  void say_once();
  void erase();

  Terminal terminal_;
  std::chrono::milliseconds patience_;
  Write write_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Empty: nothing to show.
  std::string text_;
  Clock::time_point since_;
  bool drawn_ = false;
  BackgroundThread thread_;
};

}  // namespace godwit::report
