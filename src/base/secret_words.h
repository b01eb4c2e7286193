// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace godwit {

/// Where the first word of an SQL text ends that announces a secret, such as
/// PASSWORD, IDENTIFIED or api_token; npos: there is none.
std::size_t end_of_secret_word(std::string_view text);

/// Whether there is one.
bool has_secret_word(std::string_view text);

}  // namespace godwit
