// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>
#include <godwit/sql.h>
#include <godwit/stop.h>
#include <godwit/version.h>

#include <optional>
#include <string>
#include <vector>

#include "command/database.h"
#include "driver/database_url.h"

namespace godwit::command {

/// Which migrations are to become one.
struct SquashRequest {
  std::string directory = {};
  Dialect dialect = Dialect::sqlite;
  /// The last of them; all before it belong to them. Absent: the last one that
  /// there is.
  std::optional<Version> to = {};
  /// Of the new one.
  std::string name = "squashed";
  /// What sets up connections for the set of that directory is among them.
  Sets carried = {};
  OnConnect on_connect = {};
  /// Scratch databases are made on its server. Absent: the dialect has them
  /// without one.
  std::optional<driver::DatabaseUrl> beside = {};
  StopToken stop = {};
};

/// A file that does the work of several, and what it takes the place of.
struct Squash {
  std::string directory = {};
  Version version = {};
  /// Without the directory.
  std::string file = {};
  std::string text = {};
  std::vector<std::string> removed = {};
};

/// Runs the migrations on one scratch database and on another what these have
/// made, and compares the two. Fails where they differ, and where something
/// cannot be said in one migration. Writes nothing.
Result<Squash> plan_squash(const SquashRequest& request);

/// Writes the file, and then removes the others; where it fails, all of them
/// are there.
Result<void> carry_out(const Squash& squash);

}  // namespace godwit::command
