// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/migrator.h>

#include <string>
#include <string_view>

namespace godwit {

struct SafeUpgradeOptions {
  UpRequest up = {};
  /// History table, limits, `on_event` and `stop` of all that is done. Steps
  /// are told of as the copy is migrated: `finished` says that the copy has
  /// them.
  MigratorOptions migrator = {};
  /// Sets up each connection, those to the copy too, before what ON_CONNECT of
  /// the sets names. Empty: nothing more.
  OnConnect on_connect = {};
  /// Where the copy is. Empty: beside the file.
  std::string copy_directory = {};
  /// A file that the old database is written to, as by `back_up`, once the copy
  /// is migrated and checked. It must not be there yet. Empty: none is.
  std::string keep_old = {};
};

/// What became of the user's file.
struct [[nodiscard]] SafeUpgradeReport {
  /// As of `Migrator::up`. Where it fails, nothing was kept.
  RunReport run = {};
  /// The file has what the steps made. False: it is as it was before.
  bool upgraded = false;

  bool ok() const noexcept { return run.ok(); }
  explicit operator bool() const noexcept { return ok(); }
};

/// Brings up a SQLite file that must not get lost: copies it, migrates the
/// copy, checks that one (integrity, foreign keys) and puts it in the place of
/// the file in one transaction of SQLite. However it ends, by an error, a
/// request to stop, a killed process or a power cut, the file is whole, and is
/// either the old one or the new one; the next call completes it, and removes a
/// copy that was left behind.
///
/// From the copy to the end nobody else can use the file. Where another
/// connection has it open in a transaction or, in WAL mode, at all, and does
/// not let go within `lock_timeout`, the call is `locked` and says who, as far
/// as that is known. `no_space`, before anything is done: there is no room for
/// the copy and the journal, which is twice the size of the database. Where
/// nothing is pending, nothing is copied.
///
/// Any number of threads and processes may call it at once; connections are
/// made and closed again. `unsupported` for what is no file.
SafeUpgradeReport safe_upgrade(std::string_view database_url, EmbeddedSet set,
                               const SafeUpgradeOptions& options = {});

}  // namespace godwit
