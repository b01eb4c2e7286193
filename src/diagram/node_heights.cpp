// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>

#include "diagram/layered_graph.h"

namespace godwit::diagram {
namespace {

constexpr int beside_a_link = 12;

/// A link as one of its nodes sees it.
struct Pull {
  std::size_t other;
  /// How far below the other node this one has to be for the link to be level.
  int offset;
  int weight;
};

/// Moves the nodes of a layer, which keep their order and their distances, as
/// near to where they are drawn to as can be: the least sum of squares, by
/// pooling neighbours that stand in each other's way.
class Heights {
 public:
  explicit Heights(const LayeredGraph& graph)
      : graph_(graph),
        left_(graph.nodes.size()),
        right_(graph.nodes.size()),
        heights_(graph.nodes.size()) {
    for (const Join& join : graph.joins) {
      for (const Port& one : join.left) {
        for (const Port& other : join.right) note(one, other);
      }
    }
  }

  std::vector<int> run() {
    constexpr int rounds = 6;
    for (const auto& layer : graph_.layers) stack(layer);
    const std::size_t count = graph_.layers.size();
    for (int round = 0; round < rounds; ++round) {
      const bool both = round >= rounds / 2;
      for (std::size_t i = 0; i < count; ++i) place(i, true, both);
      for (std::size_t i = count; i-- > 0;) place(i, both, true);
    }
    int top = heights_.empty() ? 0 : heights_.front();
    for (const int height : heights_) top = std::min(top, height);
    for (int& height : heights_) height -= top;
    return std::move(heights_);
  }

 private:
  struct Block {
    std::int64_t sum;
    std::int64_t weight;
    std::size_t size;

    // Downwards also below zero, so that a shift changes nothing.
    std::int64_t mean() const {
      const std::int64_t whole = sum / weight;
      return whole - (sum % weight < 0 ? 1 : 0);
    }
  };

  void note(const Port& one, const Port& other) {
    const bool passes = !graph_.nodes[one.node].box;
    const bool passes_on = !graph_.nodes[other.node].box;
    const int weight = passes && passes_on ? 64 : passes || passes_on ? 16 : 8;
    left_[other.node].push_back({one.node, one.y - other.y, weight});
    right_[one.node].push_back({other.node, other.y - one.y, weight});
  }

  int distance(std::size_t upper, std::size_t lower) const {
    const bool boxes = graph_.nodes[upper].box && graph_.nodes[lower].box;
    return graph_.nodes[upper].height + (boxes ? box_distance : beside_a_link);
  }

  void stack(const std::vector<std::size_t>& layer) {
    for (std::size_t i = 1; i < layer.size(); ++i) {
      heights_[layer[i]] =
          heights_[layer[i - 1]] + distance(layer[i - 1], layer[i]);
    }
  }

  void pull(const std::vector<Pull>& pulls, int offset, Block& block) const {
    for (const Pull& one : pulls) {
      const std::int64_t wanted = heights_[one.other] + one.offset - offset;
      block.sum += wanted * one.weight;
      block.weight += one.weight;
    }
  }

  void place(std::size_t number, bool by_left, bool by_right) {
    const auto& layer = graph_.layers[number];
    std::vector<Block> blocks;
    std::vector<int> offsets;
    int offset = 0;
    for (std::size_t i = 0; i < layer.size(); ++i) {
      if (i > 0) offset += distance(layer[i - 1], layer[i]);
      offsets.push_back(offset);
      Block block{0, 0, 1};
      if (by_left) pull(left_[layer[i]], offset, block);
      if (by_right) pull(right_[layer[i]], offset, block);
      if (block.weight == 0) {
        block.sum = heights_[layer[i]] - offset;
        block.weight = 1;
      }
      add(block, blocks);
    }
    std::size_t i = 0;
    for (const Block& block : blocks) {
      for (std::size_t end = i + block.size; i < end; ++i) {
        heights_[layer[i]] = static_cast<int>(block.mean()) + offsets[i];
      }
    }
  }

  static void add(Block block, std::vector<Block>& blocks) {
    while (!blocks.empty() && blocks.back().mean() >= block.mean()) {
      block.sum += blocks.back().sum;
      block.weight += blocks.back().weight;
      block.size += blocks.back().size;
      blocks.pop_back();
    }
    blocks.push_back(block);
  }

  const LayeredGraph& graph_;
  std::vector<std::vector<Pull>> left_;
  std::vector<std::vector<Pull>> right_;
  std::vector<int> heights_;
};

}  // namespace

std::vector<int> heights_of_nodes(const LayeredGraph& graph) {
  return Heights(graph).run();
}

}  // namespace godwit::diagram
