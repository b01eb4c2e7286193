// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <libpq-fe.h>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace godwit::driver::postgresql {

/// Asks the server to cancel what a connection is running, without ever waiting
/// for it: libpq connects anew for that, and a host that is gone does not
/// answer.
class Canceller {
 public:
  explicit Canceller(PGconn* connection) : connection_(connection) {}
  /// Waits a moment for a request that is on its way, which would otherwise hit
  /// the next statement.
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  /// Again and again, since the server forgets a request that comes before the
  /// statement does. Nothing happens while the last one is on its way.
  void ask();

 private:
  struct Request {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
  };

  PGconn* connection_;
  std::shared_ptr<Request> request_;
};

}  // namespace godwit::driver::postgresql
