// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/redaction.h"

namespace godwit {

/// What stands in an SQL text behind words such as PASSWORD, IDENTIFIED BY or
/// api_token: strings up to the end of the statement, without their quotes,
/// and passwords within a string, of a connection string or a URL. In order.
/// What lies side by side may be several secrets or one. Works on any text,
/// where it rather finds too much.
std::vector<Secret> find_secrets(std::string_view sql);

/// Where the first such word of a text ends; npos: there is none.
std::size_t end_of_secret_word(std::string_view text);

/// Whether there is one.
bool has_secret_word(std::string_view text);

}  // namespace godwit
