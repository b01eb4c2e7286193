// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace godwit::driver::libsql {

/// What a token says of itself; whether that is true, the server alone knows.
struct TokenFacts {
  /// Absent: it does not expire.
  std::optional<std::chrono::sys_seconds> expires = {};
  bool reads_only = false;
};

/// Absent: it is no JSON Web Token.
std::optional<TokenFacts> facts_of_token(std::string_view token);

}  // namespace godwit::driver::libsql
