// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace godwit::diagram {

struct Point {
  int x = 0;
  int y = 0;

  bool operator==(const Point&) const = default;
};

struct Box {
  int width = 0;
  int height = 0;
};

/// Where a link meets a box: so far below its upper edge.
struct End {
  std::size_t box = 0;
  int y = 0;

  bool operator==(const End&) const = default;
};

struct Link {
  End from = {};
  End to = {};
};

struct Layout {
  /// The upper left corners, as many as boxes.
  std::vector<Point> boxes = {};
  /// As many as links. The first and the last point are on the sides of boxes;
  /// what is between two points is level or upright.
  std::vector<std::vector<Point>> links = {};
  int width = 0;
  int height = 0;
};

/// Between a box and what is beside it.
inline constexpr int box_distance = 24;

/// Places boxes so that none overlaps another and no link passes through one:
/// in layers from left to right, what links lead to before what they come
/// from. Links that end at the same place come together on the way there. Boxes
/// without links stand beside each other in the order in which they are given.
/// Whole numbers throughout, so that every machine makes the same of it.
Layout lay_out(std::span<const Box> boxes, std::span<const Link> links);

}  // namespace godwit::diagram
