// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <optional>
#include <string>
#include <vector>

#include "command/database.h"
#include "command/new_migration.h"

namespace godwit::command {

/// What `create` is asked to do.
struct CreateRequest {
  /// May be empty with `revert_of`: "revert_" and the name of that.
  std::string name = {};
  Form form = Form::whole;
  /// It undoes this one by what is its way down. Absent: its author says what
  /// it does.
  std::optional<Version> revert_of = {};
  bool timestamp = false;
  /// What is written: a migration, a seed or a repeatable script.
  SetPart part = SetPart::migrations;
  /// Of a seed: where it belongs. Empty: everywhere.
  std::string environment = {};
  /// "DIR" or "SET=DIR".
  std::vector<std::string> directories = {};
  /// All or some of those that are carried; each gets a migration.
  Sets sets = {};
};

/// One file that `create` writes.
struct CreatedFile {
  Dialect dialect = Dialect::sqlite;
  std::string version = {};
  std::string path = {};
};

/// Where the files of a request go.
struct CreatePlace {
  EmbeddedSet set;
  std::string directory;
};

/// One for each set. Fails where it is not clear which set is meant or where it
/// lies, and where the name is none.
Result<std::vector<CreatePlace>> create_places(const CreateRequest& request,
                                               Sets carried);

/// All files, or none.
Result<std::vector<OfSet<CreatedFile>>> create(
    const CreateRequest& request, const std::vector<CreatePlace>& places);

}  // namespace godwit::command
