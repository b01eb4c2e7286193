// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "diagram/layered_graph.h"

namespace godwit::diagram {
namespace {

/// A join as its channel sees it: from where to where it is upright, and where
/// it leaves to either side.
struct Upright {
  std::size_t join;
  int top = std::numeric_limits<int>::max();
  int bottom = std::numeric_limits<int>::min();
  std::vector<int> left = {};
  std::vector<int> right = {};
};

std::vector<int> places_of(std::span<const Port> ports,
                           std::span<const int> heights, Upright& upright) {
  std::vector<int> places;
  for (const Port& port : ports) {
    const int y = heights[port.node] + port.y;
    places.push_back(y);
    upright.top = std::min(upright.top, y);
    upright.bottom = std::max(upright.bottom, y);
  }
  std::sort(places.begin(), places.end());
  return places;
}

bool have_common(const std::vector<int>& one, const std::vector<int>& other) {
  auto place = other.begin();
  for (const int y : one) {
    while (place != other.end() && *place < y) ++place;
    if (place != other.end() && *place == y) return true;
  }
  return false;
}

/// Gives the joins of a channel tracks, so that no two lie upon each other.
class Channel {
 public:
  explicit Channel(std::vector<Upright> uprights)
      : uprights_(std::move(uprights)),
        tracks_(uprights_.size(), unknown),
        open_(uprights_.size()) {
    std::sort(uprights_.begin(), uprights_.end(),
              [](const Upright& one, const Upright& other) {
                return one.top != other.top ? one.top < other.top
                                            : one.join < other.join;
              });
  }

  int give_out(std::vector<int>& of_join) {
    int count = 0;
    for (std::size_t i = 0; i < uprights_.size(); ++i) give(i);
    for (std::size_t i = 0; i < uprights_.size(); ++i) {
      of_join[uprights_[i].join] = tracks_[i];
      count = std::max(count, tracks_[i] + 1);
    }
    return count;
  }

 private:
  static constexpr int unknown = -1;

  bool overlap(std::size_t one, std::size_t other) const {
    constexpr int apart = 4;
    return uprights_[one].top <= uprights_[other].bottom + apart &&
           uprights_[other].top <= uprights_[one].bottom + apart;
  }

  // Where a join goes to the left at the height at which another one goes to
  // the right, it has to be left of it, or their level parts would be one line.
  bool goes_left_of(std::size_t one, std::size_t other) const {
    return have_common(uprights_[one].left, uprights_[other].right);
  }

  void give(std::size_t one) {
    if (tracks_[one] != unknown || open_[one]) return;
    open_[one] = true;
    int first = 0;
    for (std::size_t other = 0; other < uprights_.size(); ++other) {
      if (uprights_[other].top > uprights_[one].bottom) break;
      if (other == one || !overlap(one, other) || !goes_left_of(other, one)) {
        continue;
      }
      give(other);
      first = std::max(first, tracks_[other] + 1);
    }
    tracks_[one] = free_track(one, first);
  }

  int free_track(std::size_t one, int first) const {
    std::vector<bool> taken;
    for (std::size_t other = 0; other < uprights_.size(); ++other) {
      const int track = tracks_[other];
      if (track == unknown || !overlap(one, other)) continue;
      const auto place = static_cast<std::size_t>(track);
      if (taken.size() <= place) taken.resize(place + 1);
      taken[place] = true;
    }
    auto track = static_cast<std::size_t>(first);
    while (track < taken.size() && taken[track]) ++track;
    return static_cast<int>(track);
  }

  std::vector<Upright> uprights_;
  std::vector<int> tracks_;
  std::vector<bool> open_;
};

}  // namespace

Tracks tracks_of(const LayeredGraph& graph, std::span<const int> heights) {
  std::vector<std::vector<Upright>> channels(graph.layers.size());
  for (std::size_t i = 0; i < graph.joins.size(); ++i) {
    const Join& join = graph.joins[i];
    Upright upright{.join = i};
    upright.left = places_of(join.left, heights, upright);
    upright.right = places_of(join.right, heights, upright);
    // What is level all the way is in nobody's way.
    if (upright.top == upright.bottom) continue;
    channels[join.channel].push_back(std::move(upright));
  }
  Tracks tracks{.of_join = std::vector<int>(graph.joins.size())};
  for (auto& uprights : channels) {
    tracks.count.push_back(
        Channel(std::move(uprights)).give_out(tracks.of_join));
  }
  return tracks;
}

}  // namespace godwit::diagram
