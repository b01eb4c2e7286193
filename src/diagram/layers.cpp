// SPDX-License-Identifier: BSL-1.0
#include "diagram/layers.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <tuple>

namespace godwit::diagram {
namespace {

using Neighbours = std::vector<std::vector<std::size_t>>;

/// Boxes and what they lead to, without circles.
class Hierarchy {
 public:
  Hierarchy(std::size_t boxes, std::span<const Link> links)
      : above_(boxes), below_(boxes), states_(boxes), leads_to_(boxes) {
    for (const Link& link : links) {
      if (link.from.box == link.to.box) continue;
      leads_to_[link.from.box].push_back(link.to.box);
    }
    for (auto& boxes_above : leads_to_) {
      std::sort(boxes_above.begin(), boxes_above.end());
      boxes_above.erase(std::unique(boxes_above.begin(), boxes_above.end()),
                        boxes_above.end());
    }
    for (std::size_t box = 0; box < boxes; ++box) visit(box);
  }

  const Neighbours& above() const { return above_; }
  const Neighbours& below() const { return below_; }
  /// Each behind all that are above it.
  const std::vector<std::size_t>& order() const { return order_; }

 private:
  enum class State : std::uint8_t { unseen, open, done };
  struct Place {
    std::size_t box;
    std::size_t next;
  };

  // Without recursion, since a chain may be as long as there are boxes.
  void visit(std::size_t first) {
    if (states_[first] != State::unseen) return;
    std::vector<Place> path{{first, 0}};
    states_[first] = State::open;
    while (!path.empty()) {
      Place& place = path.back();
      const std::size_t box = place.box;
      if (place.next == leads_to_[box].size()) {
        states_[box] = State::done;
        order_.push_back(box);
        path.pop_back();
        continue;
      }
      const std::size_t other = leads_to_[box][place.next++];
      // What leads back to where we come from is taken the other way round.
      if (states_[other] == State::open) {
        connect(box, other);
      } else {
        connect(other, box);
      }
      if (states_[other] == State::unseen) {
        states_[other] = State::open;
        path.push_back({other, 0});
      }
    }
  }

  void connect(std::size_t upper, std::size_t lower) {
    above_[lower].push_back(upper);
    below_[upper].push_back(lower);
  }

  Neighbours above_;
  Neighbours below_;
  std::vector<State> states_;
  Neighbours leads_to_;
  std::vector<std::size_t> order_;
};

// About as high as three quarters of the width that then follows.
std::int64_t height_limit(std::span<const Box> boxes) {
  constexpr int beside_a_box = 90;
  double area = 0;
  std::int64_t highest = 0;
  for (const Box& box : boxes) {
    const double height = box.height + box_distance;
    area += (box.width + beside_a_box) * height;
    highest = std::max<std::int64_t>(highest, box.height + box_distance);
  }
  return std::max(highest, static_cast<std::int64_t>(std::sqrt(area * 0.6)));
}

class Layering {
 public:
  Layering(std::span<const Box> boxes, std::span<const Link> links)
      : boxes_(boxes),
        hierarchy_(boxes.size(), links),
        limit_(height_limit(boxes)),
        layers_(boxes.size()) {}

  std::vector<std::size_t> run(bool folded) {
    for (const std::size_t box : in_levels()) {
      set(box, free_layer(box, first_layer(box)));
    }
    pull_to_what_leads_there();
    close_gaps(folded);
    return std::move(layers_);
  }

 private:
  // Those that lead to the same box together, so that they share a layer.
  std::vector<std::size_t> in_levels() {
    std::vector<std::size_t> levels(boxes_.size());
    for (const std::size_t box : hierarchy_.order()) {
      for (const std::size_t upper : hierarchy_.above()[box]) {
        levels[box] = std::max(levels[box], levels[upper] + 1);
      }
    }
    std::vector<std::size_t> order = hierarchy_.order();
    const auto key = [&](std::size_t box) {
      const auto& upper = hierarchy_.above()[box];
      return std::tuple(
          levels[box],
          upper.empty() ? box : *std::min_element(upper.begin(), upper.end()),
          box);
    };
    std::sort(order.begin(), order.end(),
              [&](std::size_t one, std::size_t other) {
                return key(one) < key(other);
              });
    return order;
  }

  std::size_t first_layer(std::size_t box) const {
    std::size_t layer = 0;
    for (const std::size_t upper : hierarchy_.above()[box]) {
      layer = std::max(layer, layers_[upper] + 1);
    }
    return layer;
  }

  std::int64_t height_of(std::size_t box) const {
    return boxes_[box].height + box_distance;
  }

  bool has_room(std::size_t layer, std::size_t box) const {
    return layer >= heights_.size() || heights_[layer] == 0 ||
           heights_[layer] + height_of(box) <= limit_;
  }

  std::size_t free_layer(std::size_t box, std::size_t layer) const {
    while (!has_room(layer, box)) ++layer;
    return layer;
  }

  void set(std::size_t box, std::size_t layer) {
    if (heights_.size() <= layer) heights_.resize(layer + 1);
    heights_[layer] += height_of(box);
    layers_[box] = layer;
  }

  void pull_to_what_leads_there() {
    std::vector<std::size_t> order = hierarchy_.order();
    std::reverse(order.begin(), order.end());
    for (const std::size_t box : order) {
      const auto& lower = hierarchy_.below()[box];
      if (lower.size() <= hierarchy_.above()[box].size()) continue;
      std::size_t wanted = layers_[lower.front()];
      for (const std::size_t one : lower) {
        wanted = std::min(wanted, layers_[one]);
      }
      for (std::size_t layer = wanted - 1; layer > layers_[box]; --layer) {
        if (!has_room(layer, box)) continue;
        heights_[layers_[box]] -= height_of(box);
        set(box, layer);
        break;
      }
    }
  }

  void close_gaps(bool folded) {
    std::vector<std::size_t> moved;
    std::size_t used = 0;
    std::int64_t height = 0;
    for (const std::int64_t own : heights_) {
      const bool fits = folded && height + own <= limit_;
      if (height > 0 && own > 0 && !fits) {
        ++used;
        height = 0;
      }
      height += own;
      moved.push_back(used);
    }
    for (std::size_t& layer : layers_) layer = moved[layer];
  }

  std::span<const Box> boxes_;
  Hierarchy hierarchy_;
  std::int64_t limit_;
  std::vector<std::size_t> layers_;
  std::vector<std::int64_t> heights_;
};

// The links of exits say nothing of the order of the others.
std::vector<Link> links_inside(const Graph& graph) {
  std::vector<Link> links;
  for (const Link& link : graph.links) {
    if (std::max(link.from.box, link.to.box) < graph.first_exit()) {
      links.push_back(link);
    }
  }
  return links;
}

std::vector<std::size_t> layers_of_cluster(const Graph& graph, bool folded) {
  const auto inside = std::span(graph.boxes).first(graph.first_exit());
  auto layers = Layering(inside, links_inside(graph)).run(folded);
  const auto& exits = graph.exits;
  if (std::find(exits.begin(), exits.end(), Side::left) != exits.end()) {
    for (std::size_t& layer : layers) ++layer;
  }
  const std::size_t last = *std::max_element(layers.begin(), layers.end()) + 1;
  for (const Side side : exits) layers.push_back(side == Side::left ? 0 : last);
  return layers;
}

std::vector<std::size_t> layers_of_clusters(const Graph& graph, bool folded) {
  std::vector<std::size_t> layers(graph.boxes.size());
  for (const Cluster& cluster : clusters_of(graph)) {
    const auto own = layers_of_cluster(cluster.graph, folded);
    for (std::size_t i = 0; i < own.size(); ++i) {
      layers[cluster.boxes[i]] = own[i];
    }
  }
  return layers;
}

}  // namespace

std::vector<std::size_t> layers_of(const Graph& graph) {
  return layers_of_clusters(graph, false);
}

std::vector<std::size_t> folded_layers_of(const Graph& graph) {
  return layers_of_clusters(graph, true);
}

}  // namespace godwit::diagram
