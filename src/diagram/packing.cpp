// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "diagram/layered_graph.h"

namespace godwit::diagram {
namespace {

/// Between two clusters that no link connects.
constexpr int cluster_distance = 48;

std::int64_t area_of(int width, int height) {
  return std::int64_t{width + cluster_distance} * (height + cluster_distance);
}

// In columns from above to below, none higher than the limit unless one box is.
Layout in_columns(std::span<const Box> boxes, int limit) {
  Layout layout;
  int x = 0;
  int y = 0;
  int width = 0;
  for (const Box& box : boxes) {
    if (y > 0 && y + box.height > limit) {
      x += width + box_distance;
      y = 0;
      width = 0;
    }
    layout.boxes.push_back({x, y});
    width = std::max(width, box.width);
    y += box.height;
    layout.height = std::max(layout.height, y);
    y += box_distance;
  }
  layout.width = x + width;
  return layout;
}

/// Clusters and their places.
struct PlacedCluster {
  Cluster cluster = {};
  Layout layout = {};
};

// As few rows as fit into the width.
Layout of_unlinked(std::span<const Box> boxes, int width) {
  int highest = 0;
  std::int64_t sum = 0;
  for (const Box& box : boxes) {
    highest = std::max(highest, box.height);
    sum += box.height + box_distance;
  }
  for (std::int64_t limit = highest;; limit += limit / 4 + 1) {
    Layout layout = in_columns(boxes, static_cast<int>(limit));
    if (layout.width <= width || limit >= sum) return layout;
  }
}

/// Puts parts side by side in rows.
class Rows {
 public:
  Rows(int width, Layout& whole) : width_(width), whole_(whole) {}

  void add(const PlacedCluster& part) {
    const auto& [cluster, layout] = part;
    if (x_ > 0 && x_ + layout.width > width_) begin_row();
    for (std::size_t i = 0; i < cluster.boxes.size(); ++i) {
      whole_.boxes[cluster.boxes[i]] = moved(layout.boxes[i]);
    }
    for (std::size_t i = 0; i < cluster.links.size(); ++i) {
      for (const Point& point : layout.links[i]) {
        whole_.links[cluster.links[i]].push_back(moved(point));
      }
    }
    whole_.width = std::max(whole_.width, x_ + layout.width);
    whole_.height = std::max(whole_.height, y_ + layout.height);
    x_ += layout.width + cluster_distance;
    // Its links lead on to the right side of the whole.
    const auto& exits = cluster.graph.exits;
    if (std::find(exits.begin(), exits.end(), Side::right) != exits.end()) {
      begin_row();
    }
  }

 private:
  void begin_row() {
    x_ = 0;
    y_ = whole_.height + cluster_distance;
  }

  Point moved(const Point& point) const { return {point.x + x_, point.y + y_}; }

  int width_;
  Layout& whole_;
  int x_ = 0;
  int y_ = 0;
};

std::vector<std::size_t> layers_in(const Cluster& cluster,
                                   std::span<const std::size_t> layers) {
  std::vector<std::size_t> own;
  for (const std::size_t box : cluster.boxes) own.push_back(layers[box]);
  return own;
}

// That with the exits first, then the highest.
void sort_for_rows(std::vector<PlacedCluster>& parts) {
  const auto key = [](const PlacedCluster& part) {
    return std::pair(part.cluster.graph.exits.empty(), -part.layout.height);
  };
  std::stable_sort(parts.begin(), parts.end(),
                   [&](const PlacedCluster& one, const PlacedCluster& other) {
                     return key(one) < key(other);
                   });
}

}  // namespace

Layout packed(const Graph& graph, std::span<const std::size_t> layers) {
  std::vector<PlacedCluster> parts;
  PlacedCluster unlinked;
  std::int64_t area = 0;
  int widest = 0;
  const auto note = [&](int width, int height) {
    area += area_of(width, height);
    widest = std::max(widest, width);
  };
  for (Cluster& cluster : clusters_of(graph)) {
    if (cluster.links.empty()) {
      const Box& box = cluster.graph.boxes.front();
      unlinked.cluster.boxes.push_back(cluster.boxes.front());
      unlinked.cluster.graph.boxes.push_back(box);
      note(box.width, box.height);
      continue;
    }
    Layout layout = in_layers(cluster.graph, layers_in(cluster, layers));
    note(layout.width, layout.height);
    parts.push_back({std::move(cluster), std::move(layout)});
  }
  sort_for_rows(parts);
  const int width = std::max(
      widest, static_cast<int>(std::sqrt(static_cast<double>(area) * 1.6)));
  Layout whole{.boxes = std::vector<Point>(graph.boxes.size()),
               .links = std::vector<std::vector<Point>>(graph.links.size())};
  Rows rows(width, whole);
  for (const PlacedCluster& part : parts) rows.add(part);
  if (!unlinked.cluster.boxes.empty()) {
    unlinked.layout = of_unlinked(unlinked.cluster.graph.boxes, width);
    rows.add(unlinked);
  }
  return whole;
}

}  // namespace godwit::diagram
