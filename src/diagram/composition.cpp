// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "diagram/layered_graph.h"

namespace godwit::diagram {
namespace {

/// Between a side of a box and the first track, where there is the end of a
/// link to be seen.
constexpr int beside_tracks = 24;
constexpr int track_distance = 10;

bool on_one_line(const Point& one, const Point& two, const Point& three) {
  return (one.x == two.x && two.x == three.x) ||
         (one.y == two.y && two.y == three.y);
}

/// Makes places of what is known of the layers.
class Composition {
 public:
  Composition(const std::vector<Box>& boxes, LayeredGraph graph)
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
    return straightened(all);
  }

  const std::vector<Box>& boxes_;
  LayeredGraph graph_;
  std::vector<int> heights_;
  Tracks tracks_;
  std::vector<int> layers_;
  std::vector<int> channels_;
  Layout layout_;
};

}  // namespace

std::vector<Point> straightened(std::span<const Point> points) {
  std::vector<Point> kept;
  for (const Point& point : points) {
    if (!kept.empty() && kept.back() == point) continue;
    while (kept.size() > 1 &&
           on_one_line(kept[kept.size() - 2], kept.back(), point)) {
      kept.pop_back();
    }
    kept.push_back(point);
  }
  return kept;
}

Layout in_layers(const Graph& graph, std::span<const std::size_t> layers) {
  LayeredGraph layered = layered_graph(graph, layers);
  put_in_order(layered);
  return Composition(graph.boxes, std::move(layered)).run();
}

}  // namespace godwit::diagram
