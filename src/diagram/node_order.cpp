// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>
#include <utility>

#include "diagram/layered_graph.h"

namespace godwit::diagram {
namespace {

/// A line between two layers.
struct Line {
  Port left;
  Port right;
};

std::vector<std::vector<Line>> lines_of(const LayeredGraph& graph) {
  std::vector<std::vector<Line>> channels(graph.layers.size());
  for (const Join& join : graph.joins) {
    for (const Port& left : join.left) {
      for (const Port& right : join.right) {
        channels[join.channel].push_back({left, right});
      }
    }
  }
  return channels;
}

/// Counts, of numbers that come in, those before that are larger.
class Inversions {
 public:
  explicit Inversions(std::size_t size) : tree_(size + 1) {}

  std::size_t add(std::size_t number) {
    std::size_t not_larger = 0;
    for (std::size_t i = number + 1; i > 0; i -= i & (~i + 1)) {
      not_larger += tree_[i];
    }
    for (std::size_t i = number + 1; i < tree_.size(); i += i & (~i + 1)) {
      ++tree_[i];
    }
    return count_++ - not_larger;
  }

 private:
  std::vector<std::size_t> tree_;
  std::size_t count_ = 0;
};

/// Tries orders of the nodes of the layers, and keeps the best one.
class Ordering {
 public:
  explicit Ordering(LayeredGraph& graph)
      : graph_(graph),
        lines_(lines_of(graph)),
        left_(graph.nodes.size()),
        right_(graph.nodes.size()),
        places_(graph.nodes.size()),
        middles_(graph.nodes.size()) {
    for (const auto& channel : lines_) {
      for (const Line& line : channel) {
        left_[line.right.node].push_back({line.right.y, line.left});
        right_[line.left.node].push_back({line.left.y, line.right});
      }
    }
  }

  void run() {
    // A thousand tables are to be placed within the blink of an eye, and most
    // of what can be gained is after a few.
    const int most_sweeps =
        std::clamp(static_cast<int>(25000 / graph_.nodes.size()), 4, 24);
    begin_with_neighbours();
    auto best = graph_.layers;
    std::size_t fewest = all_crossings();
    int in_vain = 0;
    for (int sweep = 0; sweep < most_sweeps && fewest > 0 && in_vain < 4;
         ++sweep) {
      sort_by_middles(sweep % 2 == 0);
      exchange_neighbours();
      const std::size_t now = all_crossings();
      ++in_vain;
      if (now >= fewest) continue;
      fewest = now;
      best = graph_.layers;
      in_vain = 0;
    }
    graph_.layers = std::move(best);
  }

  std::size_t all_crossings() {
    for (std::size_t layer = 0; layer < graph_.layers.size(); ++layer) {
      number(layer);
    }
    std::size_t count = 0;
    for (const auto& channel : lines_) count += crossings_in(channel);
    return count;
  }

 private:
  struct Neighbour {
    int own_y;
    Port other;
  };
  using Neighbours = std::vector<std::vector<Neighbour>>;

  void number(std::size_t layer) {
    int middle = 0;
    for (std::size_t i = 0; i < graph_.layers[layer].size(); ++i) {
      const std::size_t node = graph_.layers[layer][i];
      places_[node] = i;
      middles_[node] = middle;
      middle += graph_.nodes[node].height + box_distance;
    }
  }

  // Where a port is in its layer, to be compared.
  std::int64_t rank(const Port& port) const {
    return (static_cast<std::int64_t>(places_[port.node]) << 24) + port.y;
  }

  std::size_t crossings_in(const std::vector<Line>& channel) const {
    std::vector<std::pair<std::int64_t, std::int64_t>> ranks;
    std::vector<std::int64_t> right;
    for (const Line& line : channel) {
      ranks.emplace_back(rank(line.left), rank(line.right));
      right.push_back(ranks.back().second);
    }
    std::sort(ranks.begin(), ranks.end());
    std::sort(right.begin(), right.end());
    right.erase(std::unique(right.begin(), right.end()), right.end());
    Inversions inversions(right.size());
    std::size_t count = 0;
    for (const auto& [from, to] : ranks) {
      const auto place = std::lower_bound(right.begin(), right.end(), to);
      count += inversions.add(static_cast<std::size_t>(place - right.begin()));
    }
    return count;
  }

  // What is linked near each other, by a walk over all links.
  void begin_with_neighbours() {
    for (auto& layer : graph_.layers) layer.clear();
    std::vector<bool> seen(graph_.nodes.size());
    for (std::size_t first = 0; first < graph_.nodes.size(); ++first) {
      std::vector<std::size_t> next{first};
      while (!next.empty()) {
        const std::size_t node = next.back();
        next.pop_back();
        if (seen[node]) continue;
        seen[node] = true;
        graph_.layers[graph_.nodes[node].layer].push_back(node);
        for (const auto* side : {&right_, &left_}) {
          const auto& others = (*side)[node];
          for (auto one = others.rbegin(); one != others.rend(); ++one) {
            if (!seen[one->other.node]) next.push_back(one->other.node);
          }
        }
      }
    }
  }

  void sort_by_middles(bool to_the_right) {
    const std::size_t count = graph_.layers.size();
    for (std::size_t i = 1; i < count; ++i) {
      const std::size_t layer = to_the_right ? i : count - 1 - i;
      number(to_the_right ? layer - 1 : layer + 1);
      number(layer);
      sort_layer(layer, to_the_right ? left_ : right_);
    }
  }

  void sort_layer(std::size_t layer, const Neighbours& side) {
    std::vector<std::pair<std::int64_t, std::size_t>> wanted;
    for (const std::size_t node : graph_.layers[layer]) {
      wanted.emplace_back(wanted_middle(node, side[node]), node);
    }
    std::stable_sort(wanted.begin(), wanted.end(),
                     [](const auto& one, const auto& other) {
                       return one.first < other.first;
                     });
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      graph_.layers[layer][i] = wanted[i].second;
    }
  }

  std::int64_t wanted_middle(std::size_t node,
                             const std::vector<Neighbour>& others) const {
    const int half = graph_.nodes[node].height / 2;
    if (others.empty()) return middles_[node] + half;
    std::int64_t sum = 0;
    for (const Neighbour& one : others) {
      sum += middles_[one.other.node] + one.other.y - one.own_y + half;
    }
    return sum / static_cast<std::int64_t>(others.size());
  }

  void exchange_neighbours() {
    constexpr int most_rounds = 3;
    for (std::size_t layer = 0; layer < graph_.layers.size(); ++layer) {
      number(layer);
    }
    bool better = true;
    for (int round = 0; better && round < most_rounds; ++round) {
      better = false;
      for (auto& layer : graph_.layers) {
        for (std::size_t i = 1; i < layer.size(); ++i) {
          if (gain_of_exchange(layer[i - 1], layer[i]) <= 0) continue;
          std::swap(layer[i - 1], layer[i]);
          std::swap(places_[layer[i - 1]], places_[layer[i]]);
          better = true;
        }
      }
    }
  }

  std::int64_t gain_of_exchange(std::size_t upper, std::size_t lower) {
    return gain_on(left_[upper], left_[lower]) +
           gain_on(right_[upper], right_[lower]);
  }

  // How many crossings there are less when the second is above the first.
  std::int64_t gain_on(const std::vector<Neighbour>& upper,
                       const std::vector<Neighbour>& lower) {
    ranks_of(upper, upper_);
    ranks_of(lower, lower_);
    return pairs_above(lower_, upper_) - pairs_above(upper_, lower_);
  }

  void ranks_of(const std::vector<Neighbour>& others,
                std::vector<std::int64_t>& ranks) const {
    ranks.clear();
    for (const Neighbour& one : others) ranks.push_back(rank(one.other));
    std::sort(ranks.begin(), ranks.end());
  }

  static std::int64_t pairs_above(const std::vector<std::int64_t>& above,
                                  const std::vector<std::int64_t>& below) {
    std::int64_t count = 0;
    std::size_t smaller = 0;
    for (const std::int64_t rank : below) {
      while (smaller < above.size() && above[smaller] < rank) ++smaller;
      count += static_cast<std::int64_t>(smaller);
    }
    return count;
  }

  LayeredGraph& graph_;
  std::vector<std::vector<Line>> lines_;
  Neighbours left_;
  Neighbours right_;
  std::vector<std::size_t> places_;
  std::vector<int> middles_;
  std::vector<std::int64_t> upper_;
  std::vector<std::int64_t> lower_;
};

}  // namespace

void put_in_order(LayeredGraph& graph) { Ordering(graph).run(); }

std::size_t crossings(const LayeredGraph& graph) {
  LayeredGraph copy = graph;
  return Ordering(copy).all_crossings();
}

}  // namespace godwit::diagram
