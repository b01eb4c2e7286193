// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace godwit {

/// Shorthand for the small named functions that build errors.
inline Error make_error(ErrorCode code, std::string message,
                        std::string hint = {}) {
  return Error{
      .code = code, .message = std::move(message), .hint = std::move(hint)};
}

inline Error cancelled() {
  return make_error(ErrorCode::cancelled, "stopped on request");
}

/// A piece of an error as people read it.
struct ErrorPart {
  /// What it is: text, or the label of what follows.
  enum class Kind : std::uint8_t { text, severity, note, hint };

  Kind kind = Kind::text;
  std::string text = {};
};

/// What to_string(error) is made of, with another word than "error" where it is
/// something else, such as "warning". Labels end with a colon. Of the line of
/// the source so much is shown around the column that it fits into `width`.
std::vector<ErrorPart> parts_of(const Error& error, std::string_view severity,
                                std::size_t width = 1000);

}  // namespace godwit
