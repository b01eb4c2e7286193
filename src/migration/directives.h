// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "migration/text_part.h"

namespace godwit {

/// From `-- godwit: formerly <checksum>`, in small letters.
struct FormerChecksum {
  std::string checksum = {};
  SourceLocation location = {};
};

/// A repeatable script that a directive names.
struct NamedScript {
  std::string name = {};
  SourceLocation location = {};
};

/// What the `-- godwit: …` comments of one half say.
struct Directives {
  bool transactional = true;
  bool breaking = false;
  /// The author's reason. Empty: none.
  std::string irreversible = {};
  std::vector<Requirement> requirements = {};
  std::vector<AllowedRule> allowed = {};
  std::vector<FormerChecksum> formerly = {};
  std::vector<ReplacedMigration> replaces = {};
  /// Names of repeatable scripts, with their places.
  std::vector<NamedScript> uses = {};
  std::vector<NamedScript> rebuilds = {};
  bool when_changed = false;
  /// Where the comments of `allowed`, `formerly` and `replaces` stand in the
  /// part that was read last.
  std::vector<StatementRange> uncounted = {};
};

/// The half that directives are read in.
struct HalfFacts {
  Direction direction = Direction::up;
  Dialect dialect = Dialect::postgresql;
  /// There is a way down, which `irreversible` would contradict.
  bool has_down = false;
  /// Absent: a hook, which only takes what holds for all.
  std::optional<MigrationKind> kind = MigrationKind::versioned;
  /// A part with its placeholders replaced. Empty: it has none.
  std::function<Result<TextPart>(const TextPart&)> fill = {};
};

/// Adds what the directives of `part` say. Their case does not matter. Fails
/// with invalid_migration at one that is not known, incomplete, or below the
/// first statement (`allow` may stand there too, also in a DO block).
Result<void> read_directives(const TextPart& part, const HalfFacts& half,
                             Directives& directives);

/// The same for the comments at the head of a C++ file, `// godwit: …`.
Result<void> read_code_directives(const TextPart& part, const HalfFacts& half,
                                  Directives& directives);

}  // namespace godwit
