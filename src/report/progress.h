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

/// When something is said of a step that takes long.
struct Pace {
  using milliseconds = std::chrono::milliseconds;

  // What is over sooner would only flicker.
  milliseconds drawn_after{150};
  milliseconds drawn_again{500};
  // Without a terminal, in a log that somebody has to read.
  milliseconds said_after{1000};
  /// Then each time that it has taken twice as long.
  milliseconds said_again{10'000};
};

/// The line at the foot of a terminal that says what is running and for how
/// long: "[3/12] 0003_fill_email  statement 2 of 5  4 s"; of what is no
/// terminal, a line for each step that takes longer than a second, and a few
/// more if it takes very long. Drawn by a thread of its own, so that it goes on
/// counting while the database works, and only for steps that take long enough
/// to be read.
class Progress {
 public:
  using Write = std::function<void(std::string_view)>;

  /// `write` gets text for the terminal and is never called twice at once.
  Progress(const Terminal& terminal, Write write, const Pace& pace = {});
  /// Leaves no line behind.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t index, std::size_t count, std::string_view label);
  /// The same of what is no step.
  void show(std::string text);
  /// Until the next `show`. Empty: nothing more is known.
  void show_detail(std::string detail);
  void hide();
  /// Runs `print` while the line is out of the way.
  void above(const std::function<void()>& print);

 private:
  using Clock = std::chrono::steady_clock;

  std::chrono::seconds elapsed() const;
  void draw_until_stopped(const StopToken& stop);
  void draw();
  void say();
  void erase();

  Terminal terminal_;
  Pace pace_;
  Write write_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Empty: nothing to show.
  std::string text_;
  std::string detail_;
  Clock::time_point since_;
  Clock::time_point next_;
  // When the thread looks again by itself.
  Clock::time_point wakes_ = Clock::time_point::max();
  bool drawn_ = false;
  bool said_ = false;
  // None before something is shown: most starts have nothing to do.
  BackgroundThread thread_;
};

}  // namespace godwit::report
