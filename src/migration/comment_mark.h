// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string_view>

#include "sql/statements.h"

namespace godwit {

/// A line comment of the form `-- <tool>: <word> <rest>`. The views are of the
/// text.
struct CommentMark {
  std::string_view word = {};
  /// Without space around it.
  std::string_view rest = {};
};

/// Absent: the token is something else. `tool` is in small letters; in the text
/// its case does not matter, so that a slip is not silently a plain comment.
std::optional<CommentMark> read_comment_mark(std::string_view text,
                                             const sql::Token& token,
                                             std::string_view tool);

/// The first word of a text, which keeps what follows without space around it.
std::string_view take_word(std::string_view& text);

}  // namespace godwit
