// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/requires_cxx20.h>

#include <memory>
#include <utility>

namespace godwit {

namespace detail {
class StopState;
}

/// Hears whether somebody asks to stop. A type of our own, since standard
/// libraries of C++20 exist that have no std::stop_token (libc++ before 20). A
/// default one is never asked. Safe to use from any thread.
class StopToken {
 public:
  StopToken() = default;

  bool stop_requested() const noexcept;

 private:
  friend class StopSource;
  friend class StopCallback;
  explicit StopToken(std::shared_ptr<detail::StopState> state)
      : state_(std::move(state)) {}

  std::shared_ptr<detail::StopState> state_;
};

/// Asks to stop all that have a token of it, for good. Copies ask the same
/// ones. Safe to use from any thread, but not inside a signal handler.
///
/// From a std::stop_token: `std::stop_callback pass_on(token, [&] {
/// source.request_stop(); })`.
class StopSource {
 public:
  StopSource();

  StopToken token() const { return StopToken(state_); }
  /// True: nobody has asked before.
  bool request_stop();

 private:
  std::shared_ptr<detail::StopState> state_;
};

}  // namespace godwit
