// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"

namespace godwit {

/// What stands in an SQL text behind words such as PASSWORD, IDENTIFIED BY or
/// api_token: strings up to the end of the statement, without their quotes,
/// and passwords within a string, of a connection string or a URL. In order.
/// What lies side by side may be several secrets or one. Works on any text,
/// where it rather finds too much.
std::vector<Secret> find_secrets(std::string_view sql);

/// One line of a text, from `begin` to `end`, with an asterisk for each
/// character of a secret, so that columns stay.
std::string line_without_secrets(std::string_view text, std::size_t begin,
                                 std::size_t end);

/// The same where the secrets of the text are known.
std::string line_without_secrets(std::string_view text, std::size_t begin,
                                 std::size_t end,
                                 std::span<const Secret> secrets);

}  // namespace godwit
