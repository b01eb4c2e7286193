// SPDX-License-Identifier: BSL-1.0
#include "report/progress.h"

#include <fmt/format.h>

#include <utility>

#include "base/stop_callback.h"
#include "report/printable.h"

namespace godwit::report {
namespace {

// What is over sooner would only flicker.
constexpr auto first_after = std::chrono::milliseconds(150);
constexpr auto said_after = std::chrono::milliseconds(1000);
constexpr auto again_after = std::chrono::milliseconds(500);

}  // namespace

Progress::Progress(const Terminal& terminal, Write write)
    : terminal_(terminal),
      patience_(terminal.interactive ? first_after : said_after),
      write_(std::move(write)) {
  thread_ = BackgroundThread(
      [this](const StopToken& stop) { draw_until_stopped(stop); });
}

Progress::~Progress() {
  thread_ = {};
  erase();
}

void Progress::show(std::size_t index, std::size_t count,
                    std::string_view label) {
  const std::lock_guard lock(mutex_);
  text_ = fmt::format("[{}/{}] {}", index + 1, count, label);
  since_ = Clock::now();
  changed_.notify_one();
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
  const auto stopped = [&] { return stop.stop_requested(); };
  std::unique_lock lock(mutex_);
  while (!stopped()) {
    changed_.wait(lock, [&] { return stopped() || !text_.empty(); });
    changed_.wait_for(lock, drawn_ ? again_after : patience_, stopped);
    if (!text_.empty() && Clock::now() - since_ >= patience_) draw();
  }
}

void Progress::draw() {
  if (!terminal_.interactive) return say_once();
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - since_);
  const std::string elapsed = fmt::format("  {} s", seconds.count());
  // In the last column some terminals wrap.
  const std::size_t taken = elapsed.size() + 1;
  const std::size_t room =
      terminal_.width > taken ? terminal_.width - taken : 0;
  write_("\r\x1b[K" + shortened(text_, room) + elapsed);
  drawn_ = true;
}

void Progress::say_once() {
  write_(text_ + " is running\n");
  text_.clear();
}

void Progress::erase() {
  if (!std::exchange(drawn_, false)) return;
  write_("\r\x1b[K");
}

}  // namespace godwit::report
