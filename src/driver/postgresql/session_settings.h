// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <libpq-fe.h>

#include "driver/postgresql/script_message.h"

namespace godwit::driver::postgresql {

/// How the settings of a session are put back after somebody's SQL.
struct SessionSettings {
  /// Leaves what Godwit itself has set.
  Commands between_tasks = {};
  /// Leaves what there was before Godwit.
  Commands at_end = {};
};

/// Notes how the session is set and, unless a pooler would hand the setting on
/// to strangers, has the server look now and then whether we are still there.
/// `ours`: nobody else has set anything on this connection.
Result<SessionSettings> prepare_settings(PGconn* connection, bool ours,
                                         bool pooled);

}  // namespace godwit::driver::postgresql
