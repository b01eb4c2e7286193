// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace godwit::cli {

/// A text cut into words as a POSIX shell cuts them: at space, with single and
/// double quotes and backslashes; nothing is expanded. Fails where a quote is
/// not closed.
Result<std::vector<std::string>> split_words(std::string_view text);

}  // namespace godwit::cli
