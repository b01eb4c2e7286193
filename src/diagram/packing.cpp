// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "diagram/layered_graph.h"

namespace godwit::diagram {
namespace {

/// Between two clusters that no link connects.
constexpr int cluster_distance = 48;

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

/// Finds places for boxes side by side in rows, none wider than the limit
/// unless one box is. Beside a high one they stand above each other.
class Rows {
 public:
  explicit Rows(int limit) : limit_(limit) {}

  Point add(const Box& box) {
    const bool below = column_end_ > top_ &&
                       column_end_ + box.height <= bottom_ &&
                       column_ + box.width <= limit_;
    if (!below) begin_column(box.width);
    const Point corner{column_, column_end_};
    next_column_ =
        std::max(next_column_, corner.x + box.width + cluster_distance);
    column_end_ = corner.y + box.height + cluster_distance;
    bottom_ = std::max(bottom_, corner.y + box.height);
    width_ = std::max(width_, corner.x + box.width);
    return corner;
  }

  void begin_row() {
    top_ = bottom_ + cluster_distance;
    next_column_ = 0;
  }

  int width() const { return width_; }
  int height() const { return bottom_; }

 private:
  void begin_column(int width) {
    if (next_column_ > 0 && next_column_ + width > limit_) begin_row();
    column_ = next_column_;
    column_end_ = top_;
  }

  int limit_;
  int top_ = 0;
  int bottom_ = 0;
  int column_ = 0;
  int column_end_ = 0;
  int next_column_ = 0;
  int width_ = 0;
};

std::vector<std::size_t> layers_in(const Cluster& cluster,
                                   std::span<const std::size_t> layers) {
  std::vector<std::size_t> own;
  for (const std::size_t box : cluster.boxes) own.push_back(layers[box]);
  return own;
}

bool leads_to_the_right(const Cluster& cluster) {
  const auto& exits = cluster.graph.exits;
  return std::find(exits.begin(), exits.end(), Side::right) != exits.end();
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

/// Puts what no links connect beside each other, so that the whole is about as
/// wide as a screen.
class Packing {
 public:
  Packing(const Graph& graph, std::span<const std::size_t> layers) {
    whole_.boxes.resize(graph.boxes.size());
    whole_.links.resize(graph.links.size());
    for (Cluster& cluster : clusters_of(graph)) {
      if (cluster.links.empty()) {
        unlinked_.cluster.boxes.push_back(cluster.boxes.front());
        unlinked_.cluster.graph.boxes.push_back(cluster.graph.boxes.front());
        continue;
      }
      Layout layout = in_layers(cluster.graph, layers_in(cluster, layers));
      parts_.push_back({std::move(cluster), std::move(layout)});
    }
    sort_for_rows(parts_);
  }

  Layout run() {
    const int limit = best_limit();
    place(limit, [this](const PlacedCluster& part, const Point& corner) {
      put(part, corner);
    });
    return std::move(whole_);
  }

 private:
  // Of rows that are ever wider, those that are seen the largest.
  int best_limit() {
    int limit = 1;
    int sum = 0;
    const auto note = [&](int width) {
      limit = std::max(limit, width);
      sum += width + cluster_distance;
    };
    for (const PlacedCluster& part : parts_) note(part.layout.width);
    for (const Box& box : unlinked_.cluster.graph.boxes) note(box.width);
    std::pair best(std::numeric_limits<std::int64_t>::max(), limit);
    for (; limit < sum; limit += limit / 8 + 1) {
      best = std::min(best, {size(limit), limit});
    }
    return best.second;
  }

  // How large a screen must be.
  std::int64_t size(int limit) {
    const auto [width, height] =
        place(limit, [](const PlacedCluster&, const Point&) {});
    return std::max(std::int64_t{width} * 10, std::int64_t{height} * 16);
  }

  template <typename Put>
  Box place(int limit, const Put& put) {
    Rows rows(limit);
    const auto add = [&](const PlacedCluster& part) {
      put(part, rows.add({part.layout.width, part.layout.height}));
    };
    for (const PlacedCluster& part : parts_) {
      add(part);
      if (leads_to_the_right(part.cluster)) rows.begin_row();
    }
    if (!unlinked_.cluster.boxes.empty()) {
      unlinked_.layout = of_unlinked(unlinked_.cluster.graph.boxes, limit);
      add(unlinked_);
    }
    return {rows.width(), rows.height()};
  }

  void put(const PlacedCluster& part, const Point& corner) {
    const auto& [cluster, layout] = part;
    const auto moved = [&](const Point& point) {
      return Point{corner.x + point.x, corner.y + point.y};
    };
    for (std::size_t i = 0; i < cluster.boxes.size(); ++i) {
      whole_.boxes[cluster.boxes[i]] = moved(layout.boxes[i]);
    }
    for (std::size_t i = 0; i < cluster.links.size(); ++i) {
      for (const Point& point : layout.links[i]) {
        whole_.links[cluster.links[i]].push_back(moved(point));
      }
    }
    whole_.width = std::max(whole_.width, corner.x + layout.width);
    whole_.height = std::max(whole_.height, corner.y + layout.height);
  }

  std::vector<PlacedCluster> parts_;
  PlacedCluster unlinked_;
  Layout whole_;
};

}  // namespace

Layout packed(const Graph& graph, std::span<const std::size_t> layers) {
  return Packing(graph, layers).run();
}

}  // namespace godwit::diagram
