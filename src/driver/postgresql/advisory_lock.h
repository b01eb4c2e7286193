// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <stop_token>

#include "driver/postgresql/handles.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// The lock that keeps other runs out. On a direct connection it belongs to the
/// session. Behind a pooler a session is handed on from client to client, so
/// there it belongs to the open transaction of a second connection.
class AdvisoryLock {
 public:
  /// Tries until it is taken, the time is over or a stop is requested.
  static Result<AdvisoryLock> take(PGconn* connection, bool pooled,
                                   const LockRequest& request,
                                   Observer& observer,
                                   const std::stop_token& stop);

  /// False: the second connection broke, and the lock with it.
  bool held() const;
  /// `connection`: the one that it was taken on.
  void give_back(PGconn* connection) noexcept;

 private:
  AdvisoryLock(std::int64_t key, ConnectionHandle holder)
      : key_(key), holder_(std::move(holder)) {}

  std::int64_t key_;
  ConnectionHandle holder_;  // null: the session itself
};

}  // namespace godwit::driver::postgresql
