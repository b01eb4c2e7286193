// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// What the name of a parameter, a setting or a column has in it where its
/// value is for nobody to see. cmake/GodwitDefaultUrl.cmake has the same.
inline constexpr std::array<std::string_view, 12> secret_names = {
    "password", "passwd", "pwd",     "passphrase",  "secret",     "token",
    "scram_",   "apikey", "api_key", "private_key", "access_key", "credential"};

/// Whether a name, in small letters, has one of them in it.
inline bool is_secret_name(std::string_view small) {
  return std::any_of(
      secret_names.begin(), secret_names.end(),
      [&](std::string_view part) { return small.find(part) != small.npos; });
}

/// A stretch of a text that nobody may see, as byte offsets.
struct Secret {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend auto operator<=>(const Secret&, const Secret&) = default;
};

/// A text with "***" in place of each of these stretches of it, which may
/// overlap.
std::string masked(std::string_view text, std::vector<Secret> secrets);

/// One line of a text, from `begin` to `end`, with an asterisk for each
/// character of a secret, so that columns stay. The secrets are those of the
/// text, in order.
std::string masked_line(std::string_view text, std::size_t begin,
                        std::size_t end, std::span<const Secret> secrets);

/// Some message with every occurrence of the secret replaced by "***". An empty
/// secret changes nothing.
std::string redact(std::string_view message, std::string_view secret);

/// The passwords and tokens in a database URL or connection string, in no
/// order; they may lie within each other.
std::vector<Secret> secrets_of_url(std::string_view url);

/// A database URL or connection string fit to be shown: passwords, tokens and
/// everything that could hold one are replaced by "***". Works on text that is
/// malformed, where it rather hides too much.
std::string redact_url(std::string_view url);

}  // namespace godwit
