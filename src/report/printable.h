// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace godwit::report {

/// The text with everything that could steer a terminal or reorder a line
/// written as an escape such as `\x1b` or `\u202e`, and so is every byte that
/// is not UTF-8.
std::string printable(std::string_view text);

/// The same for a text of several lines, whose line ends and tabs stay.
std::string printable_lines(std::string_view text);

/// How many columns a terminal uses for a printable text.
std::size_t display_width(std::string_view text);

/// A printable text in lines of at most so many columns, cut at blanks; all but
/// the first begin with `indent` of them, and of the first so many columns are
/// taken. A word that is longer stays whole, to be copied.
std::string wrapped(std::string_view text, std::size_t indent,
                    std::size_t columns);

/// The text cut to at most so many columns, with "…" where something is gone.
std::string shortened(std::string_view text, std::size_t columns);

}  // namespace godwit::report
