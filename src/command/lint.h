// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "check/check.h"
#include "command/binary.h"
#include "command/database.h"
#include "command/folder.h"

namespace godwit::command {

/// What `lint` is asked to do.
struct LintRequest {
  /// Absent: as deep as is possible.
  std::optional<check::Level> level = {};
  check::LintOptions rules = {};
  /// Without a function: there is none in this program.
  check::PostgresqlParser postgresql_parser = {};
  /// URL of a PostgreSQL database that may be destroyed. Empty: nothing is run
  /// on a server.
  std::string scratch_database = {};
  /// Where the files lie, for messages. Empty: where the build found them.
  std::string source_directory = {};
};

/// What is checked, and what is applied before it.
struct LintSubject {
  // Deques, since what lies in them is viewed while more is added.
  std::deque<Binary> binaries = {};
  std::deque<Folder> folders = {};
  std::vector<EmbeddedSet> earlier = {};
  std::vector<EmbeddedSet> sets = {};
  /// Of a set, by EmbeddedSet::directory: the files that are asked about, and
  /// not the others, each as it was given. None: all.
  std::map<std::string, std::map<std::string, std::string>, std::less<>> only =
      {};
};

/// The sets in binaries and directories and, where none is named, the carried
/// ones. A migration stands for the set that it belongs to. `dialect`: of
/// directories.
Result<LintSubject> lint_subject(std::span<const std::string> earlier,
                                 std::span<const std::string> files,
                                 std::optional<Dialect> dialect, Sets carried,
                                 const StopToken& stop);

using CheckedSets = std::vector<OfSet<check::Checked>>;

Result<CheckedSets> lint(const LintSubject& subject,
                         const LintRequest& request);

bool has_errors(const CheckedSets& sets);

}  // namespace godwit::command
