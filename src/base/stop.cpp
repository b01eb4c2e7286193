// SPDX-License-Identifier: BSL-1.0
#include <godwit/stop.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

#include "base/stop_callback.h"

namespace godwit {

namespace detail {

/// Callbacks run under the lock, so that one which is being removed has ended.
class StopState {
 public:
  bool requested() const noexcept { return requested_; }

  bool request() {
    const std::lock_guard lock(mutex_);
    if (requested_.exchange(true)) return false;
    for (StopCallback* callback : callbacks_) callback->call();
    return true;
  }

  void add(StopCallback* callback) {
    const std::lock_guard lock(mutex_);
    callbacks_.push_back(callback);
    if (requested_) callback->call();
  }

  void remove(StopCallback* callback) {
    const std::lock_guard lock(mutex_);
    std::erase(callbacks_, callback);
  }

 private:
  std::atomic<bool> requested_ = false;
  std::mutex mutex_;
  std::vector<StopCallback*> callbacks_;
};

}  // namespace detail

bool StopToken::stop_requested() const noexcept {
  return state_ != nullptr && state_->requested();
}

StopSource::StopSource() : state_(std::make_shared<detail::StopState>()) {}

bool StopSource::request_stop() { return state_->request(); }

StopCallback::StopCallback(const StopToken& token, std::function<void()> call)
    : state_(token.state_), call_(std::move(call)) {
  if (state_ != nullptr) state_->add(this);
}

StopCallback::~StopCallback() {
  if (state_ != nullptr) state_->remove(this);
}

}  // namespace godwit
