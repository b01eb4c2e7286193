// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/token.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "base/encoded_bytes.h"

namespace godwit::driver::libsql {
namespace {

// Of the year 9999.
constexpr double last_second = 253'402'300'799;

// header.claims.signature
std::string_view claims_of(std::string_view token) {
  const std::size_t first = token.find('.');
  if (first == token.npos) return {};
  const std::size_t second = token.find('.', first + 1);
  if (second == token.npos) return {};
  return token.substr(first + 1, second - first - 1);
}

// With the two digits that stand in URLs.
std::string bytes_of_url(std::string_view base64url) {
  std::string base64(base64url);
  std::replace(base64.begin(), base64.end(), '-', '+');
  std::replace(base64.begin(), base64.end(), '_', '/');
  return bytes_of_base64(base64).value_or("");
}

}  // namespace

std::optional<TokenFacts> facts_of_token(std::string_view token) {
  const auto claims =
      nlohmann::json::parse(bytes_of_url(claims_of(token)), nullptr, false);
  if (!claims.is_object()) return std::nullopt;
  TokenFacts facts;
  const auto expires = claims.find("exp");
  if (expires != claims.end() && expires->is_number()) {
    const double time = std::clamp(expires->get<double>(), 0.0, last_second);
    facts.expires = std::chrono::sys_seconds(
        std::chrono::seconds(static_cast<std::int64_t>(time)));
  }
  const auto access = claims.find("a");
  facts.reads_only = access != claims.end() && *access == "ro";
  return facts;
}

}  // namespace godwit::driver::libsql
