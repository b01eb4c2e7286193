// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "diagram/layout.h"

namespace godwit::diagram {

/// For each box, in which layer it stands, from 0. A link leads to an earlier
/// layer, but for those that close a circle, which lead to a later one, and
/// those of a box to itself. No layer is much higher than the whole is wide.
std::vector<std::size_t> layers_of(std::span<const Box> boxes,
                                   std::span<const Link> links);

}  // namespace godwit::diagram
