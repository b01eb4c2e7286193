// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <vector>

#include "diagram/graph.h"

namespace godwit::diagram {

/// For each box, in which layer of its cluster it stands, from 0. A link leads
/// to an earlier layer, but for those that close a circle, which lead to a
/// later one, and those of a box to itself. No layer is much higher than the
/// cluster is wide. Exits have the first layer and the last one for themselves.
std::vector<std::size_t> layers_of(const Graph& graph);

/// The same, but that layers which together are not too high become one: for
/// boxes so large that a chain of them would be much wider than high.
std::vector<std::size_t> folded_layers_of(const Graph& graph);

}  // namespace godwit::diagram
