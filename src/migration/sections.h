// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>
#include <godwit/result.h>
#include <godwit/sql.h>

#include <optional>

#include "migration/text_part.h"

namespace godwit {

/// A file cut at its `-- migrate:up` and `-- migrate:down` lines.
struct Sections {
  /// What stands above the first mark: comments, whose directives count for
  /// the up half. Empty where there are no marks.
  TextPart preamble = {};
  /// All of a file without marks.
  TextPart up = {};
  std::optional<TextPart> down = {};
};

/// Marks are line comments, so none is found in a string. Fails with
/// invalid_migration at a mark that is out of place or not known, and at one of
/// another tool.
Result<Sections> read_sections(const TextPart& file, Dialect dialect);

/// For a file that is one half of a pair and so must have no marks.
Result<void> refuse_marks(const TextPart& file, Direction half,
                          Dialect dialect);

}  // namespace godwit
