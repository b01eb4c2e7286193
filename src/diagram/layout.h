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

  bool operator==(const Box&) const = default;
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

/// Boxes that stand in a frame of their own.
struct Group {
  std::vector<std::size_t> boxes = {};
  /// What the frame has room for at least, so that its name fits.
  int width = 0;
};

struct Frame {
  Point corner = {};
  Box size = {};

  bool operator==(const Frame&) const = default;
};

struct Layout {
  /// The upper left corners, as many as boxes.
  std::vector<Point> boxes = {};
  /// As many as links. The first and the last point are on the sides of boxes;
  /// what is between two points is level or upright.
  std::vector<std::vector<Point>> links = {};
  /// As many as groups.
  std::vector<Frame> frames = {};
  int width = 0;
  int height = 0;
};

/// Between a box and what is beside it.
inline constexpr int box_distance = 24;

/// Between a frame and what is in it: at its sides and below, and above, where
/// its name stands.
inline constexpr int frame_margin = 24;
inline constexpr int frame_head = 40;

/// Places boxes so that none overlaps another and no link passes through one:
/// in layers from left to right, what links lead to before what they come
/// from. Links that end at the same place come together on the way there. Boxes
/// without links stand beside each other in the order in which they are given.
/// Whole numbers throughout, so that every machine makes the same of it.
///
/// Where there are groups, each box is in one. Their frames stand like boxes,
/// apart from each other, in layers of their own; links pass through frames
/// only where they lead into them or out of them.
Layout lay_out(std::span<const Box> boxes, std::span<const Link> links,
               std::span<const Group> groups = {});

}  // namespace godwit::diagram
