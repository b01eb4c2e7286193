// SPDX-License-Identifier: BSL-1.0
#include "diagram/layout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>

#include "diagram/layered_graph.h"
#include "diagram/layers.h"

namespace godwit::diagram {
namespace {

/// Between two clusters that no link connects.
constexpr int cluster_distance = 48;
/// Between a side of a box and the first track, where there is the end of a
/// link to be seen.
constexpr int beside_tracks = 24;
constexpr int track_distance = 10;

/// Boxes that links connect.
struct Cluster {
  std::vector<std::size_t> boxes = {};
  std::vector<std::size_t> links = {};
  Layout layout = {};
};

class Union {
 public:
  explicit Union(std::size_t size) : parents_(size) {
    std::iota(parents_.begin(), parents_.end(), std::size_t{0});
  }
  std::size_t find(std::size_t one) {
    while (parents_[one] != one) one = parents_[one] = parents_[parents_[one]];
    return one;
  }
  // The first of all is the one that stands for them.
  void join(std::size_t one, std::size_t other) {
    one = find(one);
    other = find(other);
    parents_[std::max(one, other)] = std::min(one, other);
  }

 private:
  std::vector<std::size_t> parents_;
};

// In the order of their first boxes.
std::vector<Cluster> clusters_of(std::size_t boxes,
                                 std::span<const Link> links) {
  Union all(boxes);
  for (const Link& link : links) all.join(link.from.box, link.to.box);
  std::vector<Cluster> clusters(boxes);
  for (std::size_t box = 0; box < boxes; ++box) {
    clusters[all.find(box)].boxes.push_back(box);
  }
  for (std::size_t link = 0; link < links.size(); ++link) {
    clusters[all.find(links[link].from.box)].links.push_back(link);
  }
  std::erase_if(clusters,
                [](const Cluster& cluster) { return cluster.boxes.empty(); });
  return clusters;
}

/// Makes places of what is known of the layers.
class Composition {
 public:
  Composition(std::span<const Box> boxes, LayeredGraph graph)
      : boxes_(boxes),
        graph_(std::move(graph)),
        heights_(heights_of_nodes(graph_)),
        tracks_(tracks_of(graph_, heights_)) {}

  Layout run() {
    place_layers();
    for (std::size_t box = 0; box < boxes_.size(); ++box) {
      layout_.boxes.push_back({left_side(box), heights_[box]});
      layout_.height =
          std::max(layout_.height, heights_[box] + boxes_[box].height);
    }
    for (const auto& way : graph_.ways) layout_.links.push_back(points(way));
    return std::move(layout_);
  }

 private:
  void place_layers() {
    int x = 0;
    for (std::size_t layer = 0; layer < graph_.layers.size(); ++layer) {
      int width = 0;
      for (const std::size_t node : graph_.layers[layer]) {
        const auto box = graph_.nodes[node].box;
        if (box) width = std::max(width, boxes_[*box].width);
      }
      layers_.push_back(x);
      x += width;
      channels_.push_back(x + beside_tracks);
      const int tracks = tracks_.count[layer];
      const bool last = layer + 1 == graph_.layers.size();
      layout_.width = x;
      x += 2 * beside_tracks + std::max(0, tracks - 1) * track_distance;
      // Links of boxes to themselves.
      if (last && tracks > 0) layout_.width = x - beside_tracks;
    }
  }

  int left_side(std::size_t node) const {
    return layers_[graph_.nodes[node].layer];
  }

  int right_side(std::size_t node) const {
    const auto box = graph_.nodes[node].box;
    return left_side(node) + (box ? boxes_[*box].width : 0);
  }

  int height_of(const Port& port) {
    const int y = heights_[port.node] + port.y;
    layout_.height = std::max(layout_.height, y);
    return y;
  }

  Point side(const Port& port, bool right) {
    return {right ? right_side(port.node) : left_side(port.node),
            height_of(port)};
  }

  std::vector<Point> points(const std::vector<Hop>& way) {
    std::vector<Point> all{side(way.front().in, way.front().from_left)};
    for (const Hop& hop : way) {
      const int x = channels_[graph_.joins[hop.join].channel] +
                    tracks_.of_join[hop.join] * track_distance;
      all.push_back({x, height_of(hop.in)});
      all.push_back({x, height_of(hop.out)});
    }
    all.push_back(side(way.back().out, way.back().to_left));
    return without_needless(all);
  }

  // Of points on one line only the first and the last.
  static std::vector<Point> without_needless(const std::vector<Point>& all) {
    std::vector<Point> kept;
    for (const Point& point : all) {
      if (!kept.empty() && kept.back() == point) continue;
      while (kept.size() > 1 &&
             on_one_line(kept[kept.size() - 2], kept.back(), point)) {
        kept.pop_back();
      }
      kept.push_back(point);
    }
    return kept;
  }

  static bool on_one_line(const Point& one, const Point& two,
                          const Point& three) {
    return (one.x == two.x && two.x == three.x) ||
           (one.y == two.y && two.y == three.y);
  }

  std::span<const Box> boxes_;
  LayeredGraph graph_;
  std::vector<int> heights_;
  Tracks tracks_;
  std::vector<int> layers_;
  std::vector<int> channels_;
  Layout layout_;
};

void lay_out_linked(std::span<const Box> all, std::span<const Link> links,
                    Cluster& cluster) {
  std::vector<std::size_t> numbers(all.size());
  std::vector<Box> boxes;
  for (const std::size_t box : cluster.boxes) {
    numbers[box] = boxes.size();
    boxes.push_back(all[box]);
  }
  std::vector<Link> own;
  for (const std::size_t link : cluster.links) {
    own.push_back(links[link]);
    own.back().from.box = numbers[own.back().from.box];
    own.back().to.box = numbers[own.back().to.box];
  }
  LayeredGraph graph = layered_graph(boxes, own, layers_of(boxes, own));
  put_in_order(graph);
  cluster.layout = Composition(boxes, std::move(graph)).run();
}

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

// As few rows as fit into the width.
void lay_out_unlinked(std::span<const Box> all, int width, Cluster& cluster) {
  std::vector<Box> boxes;
  int highest = 0;
  std::int64_t sum = 0;
  for (const std::size_t box : cluster.boxes) {
    boxes.push_back(all[box]);
    highest = std::max(highest, boxes.back().height);
    sum += boxes.back().height + box_distance;
  }
  for (std::int64_t limit = highest;; limit += limit / 4 + 1) {
    cluster.layout = in_columns(boxes, static_cast<int>(limit));
    if (cluster.layout.width <= width || limit >= sum) return;
  }
}

/// Puts clusters side by side in rows, the highest first.
class Rows {
 public:
  Rows(int width, Layout& whole) : width_(width), whole_(whole) {}

  void add(const Cluster& cluster) {
    const Layout& layout = cluster.layout;
    if (x_ > 0 && x_ + layout.width > width_) {
      x_ = 0;
      y_ = whole_.height + cluster_distance;
    }
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
  }

 private:
  Point moved(const Point& point) const { return {point.x + x_, point.y + y_}; }

  int width_;
  Layout& whole_;
  int x_ = 0;
  int y_ = 0;
};

}  // namespace

Layout lay_out(std::span<const Box> boxes, std::span<const Link> links) {
  Layout whole{.boxes = std::vector<Point>(boxes.size()),
               .links = std::vector<std::vector<Point>>(links.size())};
  std::vector<Cluster> clusters = clusters_of(boxes.size(), links);
  Cluster unlinked;
  std::int64_t area = 0;
  int widest = 0;
  for (Cluster& cluster : clusters) {
    if (cluster.links.empty()) {
      const Box& box = boxes[cluster.boxes.front()];
      unlinked.boxes.push_back(cluster.boxes.front());
      area += area_of(box.width, box.height);
      widest = std::max(widest, box.width);
      continue;
    }
    lay_out_linked(boxes, links, cluster);
    area += area_of(cluster.layout.width, cluster.layout.height);
    widest = std::max(widest, cluster.layout.width);
  }
  std::erase_if(clusters,
                [](const Cluster& cluster) { return cluster.links.empty(); });
  std::stable_sort(clusters.begin(), clusters.end(),
                   [](const Cluster& one, const Cluster& other) {
                     return one.layout.height > other.layout.height;
                   });
  const int width = std::max(
      widest, static_cast<int>(std::sqrt(static_cast<double>(area) * 1.6)));
  Rows rows(width, whole);
  for (const Cluster& cluster : clusters) rows.add(cluster);
  if (!unlinked.boxes.empty()) {
    lay_out_unlinked(boxes, width, unlinked);
    rows.add(unlinked);
  }
  return whole;
}

}  // namespace godwit::diagram
