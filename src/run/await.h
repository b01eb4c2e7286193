// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migrator.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <functional>
#include <span>
#include <string_view>

#include "base/deadline.h"
#include "driver/session.h"

namespace godwit::run {

/// One of the sets that are waited for.
struct Awaited {
  Migrator* migrator;
  EmbeddedSet set;
  /// See MigratorOptions.
  std::string_view history_table = {};
};

/// How long somebody waits for what others apply.
struct Waiting {
  Deadline deadline = {};
  StopToken stop = {};
  /// Hears who migrates just now, empty: nobody, at first and when it changes.
  /// Empty: nobody listens.
  std::function<void(EmbeddedSet, std::string_view)> behind = {};
};

/// Looks until the database has what all of these sets have. Fails only where
/// nobody can look any more. False: the time is over, or waiting does not help;
/// Migrator::verify tells why.
Result<bool> await_applied(driver::Session& session,
                           std::span<const Awaited> sets,
                           const Waiting& waiting);

/// The error of a look after the time is over and, where waiting could have
/// helped, who migrates just now.
Error not_applied_in_time(Error error, std::string_view running);

}  // namespace godwit::run
