// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::report {

/// What a piece of text means; how that looks is decided in one place.
enum class Style { plain, good, waiting, bad, heading, faint };

/// The text as a terminal shows it in that style; unchanged without colour.
std::string paint(std::string_view text, Style style, bool colour);

/// A text without what `paint` adds.
std::string without_paint(std::string_view text);

}  // namespace godwit::report
