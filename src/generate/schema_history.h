// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/result.h>
#include <godwit/version.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "generate/replayed_schema.h"
#include "schema/model.h"

namespace godwit::generate {

/// An object that a migration made, changed or removed.
struct ChangedFact {
  schema::Identity id = {};
  /// Absent: it was not there.
  std::optional<schema::Fact> before = {};
  /// Absent: it is not there any more.
  std::optional<schema::Fact> after = {};

  /// Not only a text was written otherwise, such as a comment in a statement.
  bool is_seen() const {
    return !before || !after || before->aspects != after->aspects;
  }
};

/// A migration of a set, and what it did to the schema.
struct ReplayedStep {
  /// Empty: a repeatable script.
  Version version = {};
  std::string name = {};
  /// In the order of identities. Empty: it left the schema as it was.
  std::vector<ChangedFact> changes = {};
  std::vector<std::pair<schema::Identity, schema::Identity>> new_needs = {};
  std::vector<std::pair<schema::Identity, schema::Identity>> gone_needs = {};
};

/// What the migrations of a set did to the schema, one after the other.
struct SchemaHistory {
  /// Of the set.
  std::string set = {};
  /// As the sets that are applied before leave it.
  schema::Model begin = {};
  std::vector<ReplayedStep> steps = {};
  schema::Model end = {};
  /// Why the migration behind the last of the steps does not run. Absent: these
  /// are all.
  std::optional<Error> failure = {};

  /// As the first so many steps leave it.
  schema::Model at(std::size_t count) const;
  /// Fails where it has none of that version, with `failure` if there is one.
  Result<std::size_t> step_of(const Version& version) const;
};

/// That a migration touched a table or a view: itself, or what is a part of it.
struct Touch {
  /// Its place in `steps`.
  std::size_t step = 0;
  /// The table, by the name that it had then.
  schema::Identity table = {};
  /// The name that it got another one for. Absent: it kept its own, or was
  /// made.
  std::optional<schema::Identity> former = {};
};

using TouchedTables =
    std::map<schema::Identity, std::vector<const ChangedFact*>>;

/// Which migrations touched which tables. Belongs to the history.
struct Touches {
  /// As many as steps: each table with what was changed of it.
  std::vector<TouchedTables> of_steps = {};
  /// By the tables that were ever there, in the order of the steps. Those
  /// before a table got its name are among them.
  std::map<schema::Identity, std::vector<Touch>> of_tables = {};
};
Touches touches_of(const SchemaHistory& history);

/// Replays the set once, and looks at the schema after each migration that may
/// have changed it.
Result<SchemaHistory> schema_history(const ReplayRequest& request);

/// The same up to the first migration that does not run.
Result<SchemaHistory> schema_history_so_far(const ReplayRequest& request);

}  // namespace godwit::generate
