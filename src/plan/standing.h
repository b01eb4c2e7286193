// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <string>
#include <vector>

#include "migration/recorded_history.h"

namespace godwit {

/// A migration as the set and the history together see it. At least one of the
/// pointers is not null.
struct Standing {
  const Migration* migration = nullptr;
  const AppliedMigration* applied = nullptr;
  MigrationState state = MigrationState::pending;
  /// The database has it, and the set ends before it.
  bool newer = false;
  /// The one of the set that has taken its place. Null: none.
  const Migration* replaced_by = nullptr;

  const Version& version() const {
    return migration != nullptr ? migration->version : applied->version;
  }
  const std::string& name() const {
    return migration != nullptr ? migration->name : applied->name;
  }
  /// "0007_add_email", for messages.
  std::string label() const;
};

/// As people read it: "out of order".
std::string state_words(MigrationState state);

/// Whether `down` can undo it: by the set, or else by the history.
bool has_way_down(const Standing& standing);

/// Whether a newer migration does no harm to a binary that ends before it: it
/// breaks no older one, and is not halfway, unless somebody works on it.
bool is_harmless(MigrationState state, const AppliedMigration& newer);

/// Of what an incomplete one replaces and of itself, what the database lacks:
/// "0002_add_email".
std::vector<std::string> lacking(const Standing& incomplete,
                                 const std::vector<Standing>& all);

/// Set and history merged: the set's order, with the rows that it does not know
/// sorted in by version. Every decision of this room starts from this.
std::vector<Standing> standings(const MigrationSet& migrations,
                                const RecordedHistory& history);

}  // namespace godwit
