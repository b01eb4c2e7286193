// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// How the schema of a database that `push` has changed is now.
enum class PushedSchema : std::uint8_t {
  unknown,  ///< nobody has looked, or nobody knows what the migrations make
  of_set,   ///< all migrations of the set would make it
  pushed,   ///< it is what `push` has made, and the set makes another one
  other,    ///< neither
};

/// Everything the database remembers of its migrations, as `plan` sees it.
struct RecordedHistory {
  /// False: the tables are not there.
  bool exists = false;
  /// Of the set that was applied completely, and how many rows there were
  /// then. Empty: not complete.
  std::string set_digest = {};
  std::int64_t set_size = 0;
  /// Why the database is protected. Absent: it is not.
  std::optional<std::string> protection = {};
  /// SHA-256 of the schema that `push` has made, which is ahead of the rows.
  /// Absent: nobody has pushed since they caught up.
  std::optional<std::string> pushed = {};
  /// Of such a database, as far as that was looked for.
  PushedSchema pushed_schema = PushedSchema::unknown;
  /// Who is working on the rows that are not complete, so that those are not
  /// interrupted ones. Empty: nobody else.
  std::string worker = {};
  /// What MigrationSet::adopt_version has found, where there is no history.
  /// Absent: nothing, which is a new database.
  std::optional<std::string> own_version = {};
  /// Nothing of users is in the database, as far as that was looked for.
  bool empty_database = false;
  /// In the order of application.
  std::vector<AppliedMigration> applied = {};
  /// Repeatable scripts and seeds, in that order too. Those of repeatable
  /// scripts have their ways down.
  std::vector<AppliedMigration> scripts = {};
  /// Of rows that are of no known kind.
  struct Others {
    std::int64_t count = 0;
    std::int64_t last_sequence = 0;
    std::int64_t last_batch = 0;
  } others = {};

  std::int64_t rows() const {
    return static_cast<std::int64_t>(applied.size() + scripts.size()) +
           others.count;
  }

  /// Null: it did not run.
  const AppliedMigration* find_script(MigrationKind kind,
                                      std::string_view name) const {
    const auto row = std::find_if(scripts.begin(), scripts.end(),
                                  [&](const AppliedMigration& one) {
                                    return one.kind == kind && one.name == name;
                                  });
    return row == scripts.end() ? nullptr : &*row;
  }

  /// A script outside a transaction is halfway, whether or not it goes on.
  bool unfinished() const {
    return std::any_of(applied.begin(), applied.end(),
                       [](const AppliedMigration& one) {
                         return one.state != AppliedState::applied;
                       });
  }
};

}  // namespace godwit
