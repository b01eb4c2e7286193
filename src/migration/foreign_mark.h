// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/migration.h>

#include <optional>

#include "migration/text_part.h"
#include "sql/statements.h"

namespace godwit {

/// Where a comment stands.
struct CommentPlace {
  Direction half = Direction::up;
  /// The file is one half of a pair, so that marks are no help.
  bool in_pair = false;
  /// Between the first token of a statement and its semicolon.
  bool inside_statement = false;
};

/// A line comment by which another migration tool cuts a file or changes how it
/// runs: here both halves would run as one, and nobody would be told. Words
/// that may as well be a heading ("-- Down") count only where they belie the
/// half that they stand in.
std::optional<Error> check_foreign_mark(const TextPart& file,
                                        const sql::Token& comment,
                                        const CommentPlace& place);

}  // namespace godwit
