// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>

namespace godwit::driver {

/// How many tasks share a message to a server. It keeps its answers back until
/// the message is done, so that an observer hears of a slow task only after all
/// that share its message: messages stay short, and the few tasks of an
/// ordinary run travel alone.
class Pace {
 public:
  /// `way`: how long a message takes in which there is nothing to do, as far as
  /// is known.
  explicit Pace(std::chrono::microseconds way);

  /// At least one.
  std::size_t group() const noexcept { return group_; }

  /// The next message takes so many, but at least one.
  void set_group(std::size_t tasks);

  /// After a message of `tasks` tasks, with which `done` tasks of the run are
  /// done: the next one takes as many as would have been quick enough, and few
  /// beside those that were. The way there is none of their fault: counted in,
  /// it would make each task of a distant server travel alone.
  void adapt(std::size_t done, std::size_t tasks,
             std::chrono::microseconds elapsed);

 private:
  std::chrono::microseconds way_;
  std::size_t group_ = 1;
};

}  // namespace godwit::driver
