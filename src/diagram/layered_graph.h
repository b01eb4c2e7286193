// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "diagram/graph.h"

namespace godwit::diagram {

/// A place in a layer: a box, or where links pass between boxes, which has no
/// height.
struct Node {
  /// Absent: links pass here, or leave the whole.
  std::optional<std::size_t> box = {};
  int height = 0;
  std::size_t layer = 0;
};

/// Where a link meets a node.
struct Port {
  std::size_t node = 0;
  int y = 0;

  auto operator<=>(const Port&) const = default;
};

/// The links that come together in a channel, the room between a layer and the
/// next one, since they lead to the same place.
struct Join {
  /// The number of the layer to its left.
  std::size_t channel = 0;
  std::vector<Port> left = {};
  std::vector<Port> right = {};
};

/// A part of the way of a link: it comes into a channel at one port, and leaves
/// it at another one.
struct Hop {
  std::size_t join = 0;
  Port in = {};
  Port out = {};
  bool from_left = false;
  bool to_left = false;
};

struct LayeredGraph {
  /// The first are the boxes.
  std::vector<Node> nodes = {};
  /// From above to below.
  std::vector<std::vector<std::size_t>> layers = {};
  std::vector<Join> joins = {};
  /// As many as links.
  std::vector<std::vector<Hop>> ways = {};
};

/// With a node in each layer that links pass, so that they have a place between
/// the boxes.
LayeredGraph layered_graph(const Graph& graph,
                           std::span<const std::size_t> layers);

/// Puts the nodes of each layer into an order in which few links cross.
void put_in_order(LayeredGraph& graph);

/// How often links cross between the layers.
std::size_t crossings(const LayeredGraph& graph);

/// For each node, how far below the upper edge of the whole it begins: near
/// those that it is linked with.
std::vector<int> heights_of_nodes(const LayeredGraph& graph);

/// For each join, which of the upright tracks of its channel it has, from the
/// left, and for each channel how many there are.
struct Tracks {
  std::vector<int> of_join = {};
  std::vector<int> count = {};
};
Tracks tracks_of(const LayeredGraph& graph, std::span<const int> heights);

/// Without those between the first and the last point on one line.
std::vector<Point> straightened(std::span<const Point> points);

/// Makes places of all that.
Layout in_layers(const Graph& graph, std::span<const std::size_t> layers);

}  // namespace godwit::diagram
