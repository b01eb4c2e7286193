// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <chrono>
#include <cstdint>

#include "driver/postgresql/guard.h"
#include "driver/postgresql/handles.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// How a session is put back after somebody's SQL: settings and role, temporary
/// objects, prepared statements, cursors, LISTEN, advisory locks. All run
/// inside a transaction, too.
struct SessionSettings {
  /// What a transaction sets for itself before a script, where the session
  /// cannot keep it.
  Commands in_transaction = {};
  /// How much longer than the limit a statement may take before we do not trust
  /// the server to end it.
  std::chrono::milliseconds trust_in_server{};
  /// Leaves what Godwit itself has set.
  Commands between_tasks = {};
  /// The same, but that what is prepared stays. None: that cannot be had.
  Commands between_shared = {};
  /// Leaves what there was before Godwit.
  Commands at_end = {};
  /// Undoes Guard::pin inside a transaction that goes on.
  Commands unpin = {};
};

/// Who a session belongs to.
enum class SessionOwner : std::uint8_t {
  us,           ///< nobody else has set anything on this connection
  application,  ///< what the application has made and set stays
  pooler,       ///< handed on to strangers after each transaction
};

/// What is put back of a session that is all ours, where nobody watches it.
Commands reset_of_own_session();

/// Notes how the session is set and, unless a pooler would hand the setting on
/// to strangers, has the server look now and then whether we are still there
/// and keep the limits. `lock_key`: of our own advisory lock.
Result<SessionSettings> prepare_settings(PGconn* connection, SessionOwner owner,
                                         std::int64_t lock_key,
                                         const Limits& limits);

}  // namespace godwit::driver::postgresql
