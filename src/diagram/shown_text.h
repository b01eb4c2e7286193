// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace godwit::diagram {

/// A name or another text as one line that can be seen: a picture of each
/// control character, and U+FFFD for what is not UTF-8 or turns the direction
/// of writing.
std::string shown_text(std::string_view text);

/// How many columns of a fixed pitch it takes. Precondition: it is shown_text.
int columns_of(std::string_view shown);

/// No more than so many columns; what is cut off ends with an ellipsis.
/// Precondition: it is shown_text.
std::string shortened(std::string_view shown, int columns);

/// For XML, and the HTML of labels. Precondition: it is shown_text.
std::string escaped_for_xml(std::string_view shown);

}  // namespace godwit::diagram
