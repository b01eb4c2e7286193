// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "diagram/layout.h"

namespace godwit::diagram {

enum class Side : std::uint8_t { left, right };

/// Boxes and links that get their places together.
struct Graph {
  std::vector<Box> boxes = {};
  std::vector<Link> links = {};
  /// On which side each of the last boxes stands: these have no size, and links
  /// leave the whole there.
  std::vector<Side> exits = {};

  std::size_t first_exit() const { return boxes.size() - exits.size(); }
};

/// A part of a graph, and the numbers that its boxes and links have there.
struct Cluster {
  Graph graph = {};
  std::vector<std::size_t> boxes = {};
  std::vector<std::size_t> links = {};
};

/// What links connect, in the order of their first boxes. All exits are in one.
std::vector<Cluster> clusters_of(const Graph& graph);

/// Places what no link connects side by side, in rows, and each cluster in the
/// layers that its boxes are given. Nothing stands between an exit and its
/// side.
Layout packed(const Graph& graph, std::span<const std::size_t> layers);

}  // namespace godwit::diagram
