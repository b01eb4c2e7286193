// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/deadline.h"
#include "driver/postgresql/handles.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// The lock that keeps other runs out. On a direct connection it belongs to the
/// session. Behind a pooler a session is handed on from client to client, so
/// there it belongs to the open transaction of a second connection.
class AdvisoryLock {
 public:
  struct Wait;

  /// Tries until it is taken, the deadline has passed or a stop is requested.
  static Result<AdvisoryLock> take(PGconn* connection, bool pooled,
                                   const std::string& name, Deadline deadline,
                                   Observer& observer, const StopToken& stop);

  /// Of the lock with this name.
  static std::int64_t key_of(const std::string& name);
  /// Absent: it is not the session's, which otherwise holds it twice.
  std::optional<std::int64_t> session_key() const;
  /// What the messages of a run begin with behind a pooler, where a statement
  /// may outlive the client and with it the lock: by it the next run sees that
  /// the statement is still running. Empty elsewhere.
  std::string marker() const;
  /// Who holds the lock of this name, as far as this user may see. Absent:
  /// nobody.
  static Result<std::optional<std::string>> holder(PGconn* connection,
                                                   const std::string& name);

  /// How long the server took to give it, which is little more than the way
  /// there.
  std::chrono::microseconds way() const noexcept { return way_; }
  /// False: the second connection broke, and the lock with it.
  bool held() const;
  /// Gives back what the session holds. Empty: the lock is not the session's.
  std::string release() const;
  /// `connection`: the one that it was taken on.
  void give_back(PGconn* connection) noexcept;

 private:
  /// `alone`: no statement of an earlier run goes on.
  static Result<AdvisoryLock> take_in_session(PGconn* connection,
                                              const Wait& wait, bool& alone);
  static Result<AdvisoryLock> take_beside(PGconn* connection, const Wait& wait);

  AdvisoryLock(std::int64_t key, ConnectionHandle holder,
               std::chrono::microseconds way)
      : key_(key), holder_(std::move(holder)), way_(way) {}

  std::int64_t key_;
  ConnectionHandle holder_;  // null: the session itself
  std::chrono::microseconds way_;
};

}  // namespace godwit::driver::postgresql
