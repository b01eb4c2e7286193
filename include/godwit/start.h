// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/migrator.h>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace godwit {

/// What an application does about its schema when it starts.
enum class StartMode : std::uint8_t {
  apply,   ///< bring it up, as `Migrator::up`
  wait,    ///< until somebody else has applied all that this binary carries
  verify,  ///< fail at once unless that is applied
};

/// "apply", "wait" or "verify".
std::string_view to_string(StartMode mode) noexcept;

struct StartOptions {
  StartMode mode = StartMode::apply;
  /// How long to wait for a server that is starting, does not answer yet or
  /// whose name is not known yet and, in mode `wait`, for what others are to
  /// apply: both together. Zero: one attempt. `milliseconds::max()`: no limit.
  std::chrono::milliseconds patience = std::chrono::seconds(60);
  /// Sets the connection up that is made, before what ON_CONNECT of the sets
  /// names, which does so anyway. Empty: nothing more.
  OnConnect on_connect = {};
  /// Of mode `apply`.
  UpRequest up = {};
  /// History table, limits, `on_event` and `stop` of all that is done.
  MigratorOptions migrator = {};
};

/// The one call with which an application starts: of the set and all that it
/// requires, on a connection that is made and closed again. Only mode `apply`
/// writes; nothing else takes a lock or makes a SQLite file. Any number of
/// processes and threads may call it at once.
///
/// Mode `wait` looks with one query for each set, at first every tenth of a
/// second and later every two seconds. It ends early, as `verify` fails, where
/// waiting does not help: edited, missing, or a binary that is too old. When
/// the patience is over the error is the one of `Migrator::verify`, which names
/// what is missing, with a note who migrates just now.
RunReport start(std::string_view database_url, EmbeddedSet set,
                const StartOptions& options = {});

/// The same on a connection that is there.
RunReport start(Connection& connection, EmbeddedSet set,
                const StartOptions& options = {});

}  // namespace godwit
