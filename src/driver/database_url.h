// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace godwit::driver {

/// A database URL without white space around it, which files of secrets add;
/// libpq's key=value as it is, where a space may belong to a value.
std::string_view trimmed_url(std::string_view url);

/// Where the parameters of a path begin that is followed by `?key=value`: the
/// place of the question mark, or the size of the path.
std::size_t parameters_of_path(std::string_view path);

/// Whether a text has a quotation mark at one of its ends, as values have that
/// docker --env-file and the like hand on with their quotes.
bool is_in_quotes(std::string_view text);

}  // namespace godwit::driver
