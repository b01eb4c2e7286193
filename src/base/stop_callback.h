// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/stop.h>

#include <functional>
#include <memory>

namespace godwit {

/// While it lives, a request to stop calls the function: once, on the thread
/// that asks, or at once where somebody has asked already. The function must
/// not end the life of a callback of the same token.
class StopCallback {
 public:
  StopCallback(const StopToken& token, std::function<void()> call);
  ~StopCallback();
  StopCallback(const StopCallback&) = delete;
  StopCallback& operator=(const StopCallback&) = delete;

 private:
  friend class detail::StopState;
  void call() const { call_(); }

  std::shared_ptr<detail::StopState> state_;
  std::function<void()> call_;
};

}  // namespace godwit
