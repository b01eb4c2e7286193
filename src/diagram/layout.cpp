// SPDX-License-Identifier: BSL-1.0
#include "diagram/layout.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "diagram/graph.h"
#include "diagram/layered_graph.h"
#include "diagram/layers.h"

namespace godwit::diagram {
namespace {

Layout laid_out(const Graph& graph) { return packed(graph, layers_of(graph)); }

/// What is in a group, which knows nothing of the others.
struct Inside {
  Graph graph = {};
  /// Where links that lead to an end leave the group, or come into it.
  std::map<std::tuple<std::size_t, int, Side>, std::size_t> exits = {};
  Layout layout = {};

  std::size_t exit(const End& target, Side side) {
    const auto [found, added] =
        exits.try_emplace({target.box, target.y, side}, graph.boxes.size());
    if (added) {
      graph.boxes.push_back({});
      graph.exits.push_back(side);
    }
    return found->second;
  }

  std::size_t add(const Link& link) {
    graph.links.push_back(link);
    return graph.links.size() - 1;
  }
};

/// The numbers of the parts of a link: of that in the group that it comes from,
/// and, where it leaves that, of those between the frames and in the other one.
struct Way {
  std::size_t out = 0;
  std::size_t between = 0;
  std::size_t in = 0;
};

/// Lays out what is in each group, and the frames like boxes.
class Framing {
 public:
  Framing(std::span<const Box> boxes, std::span<const Link> links,
          std::span<const Group> groups)
      : links_(links),
        groups_(groups),
        places_(boxes.size()),
        ways_(links.size()),
        insides_(groups.size()) {
    for (std::size_t group = 0; group < groups.size(); ++group) {
      Graph& graph = insides_[group].graph;
      for (const std::size_t box : groups[group].boxes) {
        places_[box] = {group, graph.boxes.size()};
        graph.boxes.push_back(boxes[box]);
      }
    }
    for (std::size_t i = 0; i < links.size(); ++i) {
      (is_inside(i) ? inside_ : between_).push_back(i);
    }
  }

  Layout run() {
    for (const std::size_t i : inside_) {
      ways_[i].out = source(i).add({own(links_[i].from), own(links_[i].to)});
    }
    lay_out_insides();
    // On which side a link leaves a group depends on the layers of the frames,
    // and those on how large the frames are, so far without exits.
    const auto layers = layers_of_frames();
    for (const std::size_t i : between_) lead_out(i, layers);
    lay_out_insides();
    for (const std::size_t i : between_) lead_between(i);
    return put_together(packed(frames_, layers));
  }

 private:
  struct Place {
    std::size_t group;
    std::size_t number;
  };

  std::size_t group_of(const End& end) const { return places_[end.box].group; }
  End own(const End& end) const { return {places_[end.box].number, end.y}; }

  bool is_inside(std::size_t link) const {
    return group_of(links_[link].from) == group_of(links_[link].to);
  }
  Inside& source(std::size_t link) {
    return insides_[group_of(links_[link].from)];
  }
  Inside& target(std::size_t link) {
    return insides_[group_of(links_[link].to)];
  }

  void lay_out_insides() {
    frames_.boxes.clear();
    for (std::size_t group = 0; group < insides_.size(); ++group) {
      auto& [graph, exits, layout] = insides_[group];
      layout = laid_out(graph);
      const int width = std::max(layout.width, groups_[group].width);
      frames_.boxes.push_back({width + 2 * frame_margin,
                               frame_head + layout.height + frame_margin});
    }
  }

  std::vector<std::size_t> layers_of_frames() const {
    Graph graph{.boxes = frames_.boxes};
    for (const std::size_t i : between_) {
      graph.links.push_back(
          {{.box = group_of(links_[i].from)}, {.box = group_of(links_[i].to)}});
    }
    return folded_layers_of(graph);
  }

  void lead_out(std::size_t link, const std::vector<std::size_t>& layers) {
    const auto& [from, to] = links_[link];
    const std::size_t layer = layers[group_of(from)];
    const std::size_t other = layers[group_of(to)];
    const std::size_t out =
        source(link).exit(to, layer > other ? Side::left : Side::right);
    const std::size_t in =
        target(link).exit(to, layer < other ? Side::left : Side::right);
    ways_[link].out = source(link).add({own(from), {.box = out}});
    ways_[link].in = target(link).add({{.box = in}, own(to)});
  }

  void lead_between(std::size_t link) {
    const auto& out = source(link).layout.links[ways_[link].out];
    const auto& in = target(link).layout.links[ways_[link].in];
    ways_[link].between = frames_.links.size();
    frames_.links.push_back(
        {{group_of(links_[link].from), frame_head + out.back().y},
         {group_of(links_[link].to), frame_head + in.front().y}});
  }

  Layout put_together(const Layout& frames) {
    Layout whole{.boxes = std::vector<Point>(places_.size()),
                 .links = std::vector<std::vector<Point>>(links_.size()),
                 .width = frames.width,
                 .height = frames.height};
    for (std::size_t group = 0; group < insides_.size(); ++group) {
      whole.frames.push_back({frames.boxes[group], frames_.boxes[group]});
    }
    for (std::size_t box = 0; box < places_.size(); ++box) {
      const auto& [group, number] = places_[box];
      whole.boxes[box] =
          moved(insides_[group].layout.boxes[number], frames.boxes[group]);
    }
    for (std::size_t link = 0; link < links_.size(); ++link) {
      whole.links[link] = points(link, frames);
    }
    return whole;
  }

  static Point moved(const Point& point, const Point& corner) {
    return {corner.x + frame_margin + point.x, corner.y + frame_head + point.y};
  }

  // The exits are a margin away from the frames, at the same height.
  std::vector<Point> points(std::size_t link, const Layout& frames) {
    const auto& [from, to] = links_[link];
    const auto& [out, between, in] = ways_[link];
    std::vector<Point> all;
    for (const Point& point : source(link).layout.links[out]) {
      all.push_back(moved(point, frames.boxes[group_of(from)]));
    }
    if (is_inside(link)) return all;
    const auto& way = frames.links[between];
    all.insert(all.end(), way.begin(), way.end());
    for (const Point& point : target(link).layout.links[in]) {
      all.push_back(moved(point, frames.boxes[group_of(to)]));
    }
    return straightened(all);
  }

  std::span<const Link> links_;
  std::span<const Group> groups_;
  std::vector<Place> places_;
  std::vector<Way> ways_;
  /// The links whose ends are in one group, and the others.
  std::vector<std::size_t> inside_;
  std::vector<std::size_t> between_;
  std::vector<Inside> insides_;
  Graph frames_;
};

}  // namespace

Layout lay_out(std::span<const Box> boxes, std::span<const Link> links,
               std::span<const Group> groups) {
  if (!groups.empty()) return Framing(boxes, links, groups).run();
  return laid_out({.boxes = {boxes.begin(), boxes.end()},
                   .links = {links.begin(), links.end()}});
}

}  // namespace godwit::diagram
