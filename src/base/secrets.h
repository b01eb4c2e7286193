// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// A stretch of a text that nobody may see.
struct Secret {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What stands in an SQL text behind words such as PASSWORD, IDENTIFIED BY or
/// api_token: strings up to the end of the statement, without their quotes,
/// and passwords within a string, of a connection string or a URL. In order.
/// Works on any text, where it rather finds too much.
std::vector<Secret> find_secrets(std::string_view sql);

/// One line of a text, from `begin` to `end`, with an asterisk for each
/// character of a secret, so that columns stay.
std::string line_without_secrets(std::string_view text, std::size_t begin,
                                 std::size_t end);

/// The same where the secrets of the text are known.
std::string line_without_secrets(std::string_view text, std::size_t begin,
                                 std::size_t end,
                                 std::span<const Secret> secrets);

/// Hides in what a database says of a script the secrets of that script, and
/// those that it shows by itself.
void hide_secrets(Error& error, std::string_view script);

}  // namespace godwit
