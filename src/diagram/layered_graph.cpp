// SPDX-License-Identifier: BSL-1.0
#include "diagram/layered_graph.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace godwit::diagram {
namespace {

/// The way of all links that lead to one end from one side: a node in each
/// layer between it and those that are farthest from it.
class Net {
 public:
  Net(LayeredGraph& graph, Port target, bool from_right)
      : graph_(graph), target_(target), from_right_(from_right) {}

  std::vector<Hop> add(Port source) {
    std::vector<Hop> way;
    const std::size_t end = graph_.nodes[target_.node].layer;
    std::size_t layer = graph_.nodes[source.node].layer;
    for (Port at = source; layer != end;) {
      layer = from_right_ ? layer - 1 : layer + 1;
      const Port next = layer == end ? target_ : passing(layer);
      const std::size_t join = join_at(from_right_ ? layer : layer - 1);
      note(sources_of(join), at);
      note(targets_of(join), next);
      way.push_back({join, at, next, !from_right_, from_right_});
      at = next;
    }
    return way;
  }

  /// Out on the right side, and in on that of the same box or of one above or
  /// below it.
  std::vector<Hop> add_loop(Port source) {
    const std::size_t join = join_at(graph_.nodes[target_.node].layer);
    note(graph_.joins[join].left, target_);
    note(graph_.joins[join].left, source);
    return {{join, source, target_, true, true}};
  }

 private:
  static void note(std::vector<Port>& ports, Port port) {
    if (std::find(ports.begin(), ports.end(), port) == ports.end()) {
      ports.push_back(port);
    }
  }

  std::vector<Port>& sources_of(std::size_t join) {
    Join& it = graph_.joins[join];
    return from_right_ ? it.right : it.left;
  }
  std::vector<Port>& targets_of(std::size_t join) {
    Join& it = graph_.joins[join];
    return from_right_ ? it.left : it.right;
  }

  std::size_t join_at(std::size_t channel) {
    const auto [found, added] = joins_.emplace(channel, graph_.joins.size());
    if (added) graph_.joins.push_back({.channel = channel});
    return found->second;
  }

  Port passing(std::size_t layer) {
    const auto [found, added] = passing_.emplace(layer, graph_.nodes.size());
    if (added) graph_.nodes.push_back({.layer = layer});
    return {found->second, 0};
  }

  LayeredGraph& graph_;
  Port target_;
  bool from_right_;
  std::map<std::size_t, std::size_t> joins_;
  std::map<std::size_t, std::size_t> passing_;
};

}  // namespace

LayeredGraph layered_graph(const Graph& whole,
                           std::span<const std::size_t> layers) {
  LayeredGraph graph;
  std::size_t count = 0;
  for (std::size_t box = 0; box < whole.boxes.size(); ++box) {
    Node node{.height = whole.boxes[box].height, .layer = layers[box]};
    if (box < whole.first_exit()) node.box = box;
    graph.nodes.push_back(node);
    count = std::max(count, layers[box] + 1);
  }
  std::map<std::tuple<std::size_t, int, bool>, Net> nets;
  for (const Link& link : whole.links) {
    const Port source{link.from.box, link.from.y};
    const Port target{link.to.box, link.to.y};
    const bool from_right = layers[source.node] >= layers[target.node];
    Net& net = nets.try_emplace({target.node, target.y, from_right}, graph,
                                target, from_right)
                   .first->second;
    graph.ways.push_back(layers[source.node] == layers[target.node]
                             ? net.add_loop(source)
                             : net.add(source));
  }
  graph.layers.resize(count);
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    graph.layers[graph.nodes[node].layer].push_back(node);
  }
  return graph;
}

}  // namespace godwit::diagram
