// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <string>
#include <string_view>
#include <utility>

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

/// to_string(error) with another word than "error", such as "warning".
std::string to_string(const Error& error, std::string_view severity);

}  // namespace godwit
