// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string_view>

#include "sql/words.h"

namespace godwit::sql {

/// What an option is set to in a list in parentheses, of which the first one
/// has been read: `(VERBOSE, CONCURRENTLY OFF)`, `(refresh = 'false')`. An
/// option without a value is on, and of several of one name the last one
/// counts. Absent: the option is not there.
std::optional<bool> boolean_option(Words words, std::string_view name);

/// The same of the list behind WITH, at the end of a statement.
std::optional<bool> with_option(Words words, std::string_view name);

/// Goes past such a list.
void skip_option_list(Words& words);

}  // namespace godwit::sql
