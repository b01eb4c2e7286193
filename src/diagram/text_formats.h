// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>

#include "diagram/drawing.h"

namespace godwit::diagram {

/// Where a table leads to, such as "person.md". Empty: nowhere.
using LinkOf = std::function<std::string(const Table&)>;

/// A picture: well-formed, without scripts, for light and dark surroundings,
/// and with all in words for those who do not see it. The link of a table must
/// be a URL.
std::string svg_of(const Drawing& drawing, const LinkOf& link = {});

/// An entity relationship diagram of Mermaid. Types and names of columns that
/// it does not take are written otherwise, and said in a comment.
std::string mermaid_of(const Drawing& drawing);

/// Above this many characters Mermaid refuses a text as it is set up
/// everywhere.
inline constexpr std::size_t mermaid_limit = 50'000;

/// For Graphviz.
std::string dot_of(const Drawing& drawing);

}  // namespace godwit::diagram
