// SPDX-License-Identifier: BSL-1.0
#include "report/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/stop_callback.h"
#include "report/printable.h"

namespace godwit::report {
namespace {

// Names are cut and never the time; of the rest, each keeps a share that can be
// read.
std::string line(const std::string& label, const std::string& detail,
                 const std::string& time, std::size_t columns) {
  const std::size_t taken = display_width(time);
  const std::size_t room = columns > taken ? columns - taken : 0;
  const std::size_t for_label =
      std::min(display_width(label), std::max<std::size_t>(room / 3, 1));
  const std::string rest = shortened(detail, room - std::min(room, for_label));
  return shortened(label, room - display_width(rest)) + rest + time;
}

}  // namespace

Progress::Progress(const Terminal& terminal, Write write, const Pace& pace)
    : terminal_(terminal), pace_(pace), write_(std::move(write)) {}

Progress::~Progress() {
  thread_ = {};
  erase();
}

void Progress::show(std::size_t index, std::size_t count,
                    std::string_view label) {
  show(fmt::format("[{}/{}] {}", index + 1, count, label));
}

void Progress::show(std::string text) {
  if (!thread_.joinable()) {
    thread_ = BackgroundThread(
        [this](const StopToken& stop) { draw_until_stopped(stop); });
  }
  const std::lock_guard lock(mutex_);
  text_ = std::move(text);
  detail_.clear();
  since_ = Clock::now();
  next_ =
      since_ + (terminal_.interactive ? pace_.drawn_after : pace_.said_after);
  said_ = false;
  // Of thousands of quick steps none is worth waking a thread for.
  if (next_ >= wakes_) return;
  wakes_ = next_;
  changed_.notify_one();
}

void Progress::show_detail(std::string detail) {
  const std::lock_guard lock(mutex_);
  detail_ = std::move(detail);
}

void Progress::hide() {
  const std::lock_guard lock(mutex_);
  text_.clear();
  erase();
}

void Progress::above(const std::function<void()>& print) {
  const std::lock_guard lock(mutex_);
  erase();
  print();
}

void Progress::draw_until_stopped(const StopToken& stop) {
  const StopCallback wake(stop, [this] {
    const std::lock_guard lock(mutex_);
    changed_.notify_one();
  });
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (text_.empty()) {
      wakes_ = Clock::time_point::max();
      changed_.wait(lock);
    } else if (Clock::now() < next_) {
      wakes_ = next_;
      changed_.wait_until(lock, wakes_);
    } else {
      draw();
    }
  }
}

std::chrono::seconds Progress::elapsed() const {
  return std::chrono::duration_cast<std::chrono::seconds>(Clock::now() -
                                                          since_);
}

void Progress::draw() {
  if (!terminal_.interactive) return say();
  // In the last column some terminals wrap.
  const std::size_t columns =
      terminal_.width - std::min<std::size_t>(terminal_.width, 1);
  write_("\r\x1b[K" + line(text_, detail_.empty() ? "" : "  " + detail_,
                           fmt::format("  {} s", elapsed().count()), columns));
  drawn_ = true;
  next_ = Clock::now() + pace_.drawn_again;
}

void Progress::say() {
  std::string text = text_ + " is running";
  if (std::exchange(said_, true)) {
    text += fmt::format(", {} s so far", elapsed().count());
    if (!detail_.empty()) text += ", " + detail_;
  }
  write_(text + "\n");
  const auto twice_as_long = 2 * (Clock::now() - since_);
  next_ = since_ + std::max<Clock::duration>(twice_as_long, pace_.said_again);
}

void Progress::erase() {
  if (!std::exchange(drawn_, false)) return;
  write_("\r\x1b[K");
}

}  // namespace godwit::report
