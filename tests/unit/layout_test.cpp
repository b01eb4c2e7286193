// SPDX-License-Identifier: BSL-1.0
#include "diagram/layout.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <vector>

namespace godwit::diagram {
namespace {

struct Graph {
  std::vector<Box> boxes;
  std::vector<Link> links;
  std::vector<Group> groups = {};
};

bool overlap(const Box& one, const Point& at, const Box& other,
             const Point& there) {
  return at.x < there.x + other.width && there.x < at.x + one.width &&
         at.y < there.y + other.height && there.y < at.y + one.height;
}

// Whether a part of a line is inside of a box, and not just at its edge.
bool passes(const Point& from, const Point& to, const Box& box,
            const Point& at) {
  return std::max(from.x, to.x) > at.x &&
         std::min(from.x, to.x) < at.x + box.width &&
         std::max(from.y, to.y) > at.y &&
         std::min(from.y, to.y) < at.y + box.height;
}

bool is_on_a_side(const Point& point, const End& end, const Graph& graph,
                  const Layout& layout) {
  const Point& at = layout.boxes[end.box];
  const int right = at.x + graph.boxes[end.box].width;
  return point.y == at.y + end.y && (point.x == at.x || point.x == right);
}

void expect_boxes_apart(const Graph& graph, const Layout& layout) {
  for (std::size_t one = 0; one < graph.boxes.size(); ++one) {
    const Point& at = layout.boxes[one];
    EXPECT_GE(at.x, 0);
    EXPECT_GE(at.y, 0);
    EXPECT_LE(at.x + graph.boxes[one].width, layout.width);
    EXPECT_LE(at.y + graph.boxes[one].height, layout.height);
    for (std::size_t other = one + 1; other < graph.boxes.size(); ++other) {
      if (overlap(graph.boxes[one], at, graph.boxes[other],
                  layout.boxes[other])) {
        ADD_FAILURE() << one << " and " << other;
      }
    }
  }
}

void expect_links_free(const Graph& graph, const Layout& layout) {
  for (std::size_t i = 0; i < graph.links.size(); ++i) {
    const auto& points = layout.links[i];
    ASSERT_GE(points.size(), 2u);
    EXPECT_TRUE(
        is_on_a_side(points.front(), graph.links[i].from, graph, layout));
    EXPECT_TRUE(is_on_a_side(points.back(), graph.links[i].to, graph, layout));
    for (std::size_t k = 1; k < points.size(); ++k) {
      const Point& from = points[k - 1];
      const Point& to = points[k];
      EXPECT_TRUE(from.x == to.x || from.y == to.y);
      EXPECT_LE(to.x, layout.width);
      EXPECT_LE(to.y, layout.height);
      for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
        if (passes(from, to, graph.boxes[box], layout.boxes[box])) {
          ADD_FAILURE() << "link " << i << " through box " << box;
        }
      }
    }
  }
}

bool contains(const Frame& frame, const Box& box, const Point& at) {
  return at.x >= frame.corner.x + frame_margin &&
         at.y >= frame.corner.y + frame_head &&
         at.x + box.width + frame_margin <= frame.corner.x + frame.size.width &&
         at.y + box.height + frame_margin <= frame.corner.y + frame.size.height;
}

bool contains(const Group& group, std::size_t box) {
  return std::find(group.boxes.begin(), group.boxes.end(), box) !=
         group.boxes.end();
}

// Each round its boxes, and not round one of another group, since those are in
// their own.
void expect_frames_apart(const Graph& graph, const Layout& layout) {
  ASSERT_EQ(layout.frames.size(), graph.groups.size());
  for (std::size_t one = 0; one < graph.groups.size(); ++one) {
    const Frame& frame = layout.frames[one];
    EXPECT_GE(frame.size.width, graph.groups[one].width + 2 * frame_margin);
    EXPECT_LE(frame.corner.x + frame.size.width, layout.width);
    EXPECT_LE(frame.corner.y + frame.size.height, layout.height);
    for (const std::size_t box : graph.groups[one].boxes) {
      EXPECT_TRUE(contains(frame, graph.boxes[box], layout.boxes[box]))
          << "box " << box << " in frame " << one;
    }
    for (std::size_t other = one + 1; other < graph.groups.size(); ++other) {
      EXPECT_FALSE(overlap(frame.size, frame.corner, layout.frames[other].size,
                           layout.frames[other].corner))
          << "frames " << one << " and " << other;
    }
  }
}

void expect_frames_free(const Graph& graph, const Layout& layout) {
  for (std::size_t i = 0; i < graph.links.size(); ++i) {
    const auto& [from, to] = graph.links[i];
    const auto& points = layout.links[i];
    for (std::size_t one = 0; one < graph.groups.size(); ++one) {
      const Group& group = graph.groups[one];
      if (contains(group, from.box) || contains(group, to.box)) continue;
      const Frame& frame = layout.frames[one];
      for (std::size_t k = 1; k < points.size(); ++k) {
        if (passes(points[k - 1], points[k], frame.size, frame.corner)) {
          ADD_FAILURE() << "link " << i << " through frame " << one;
        }
      }
    }
  }
}

Layout laid_out_well(const Graph& graph) {
  Layout layout = lay_out(graph.boxes, graph.links, graph.groups);
  expect_boxes_apart(graph, layout);
  expect_links_free(graph, layout);
  expect_frames_apart(graph, layout);
  expect_frames_free(graph, layout);
  return layout;
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  // The distributions of the library differ between its makers.
  std::size_t below(std::size_t limit) { return engine_() % limit; }

  Graph graph(std::size_t boxes, std::size_t links) {
    Graph made;
    for (std::size_t i = 0; i < boxes; ++i) {
      const int rows = 1 + static_cast<int>(below(12));
      made.boxes.push_back(
          {120 + 10 * static_cast<int>(below(15)), 30 + 20 * rows});
    }
    for (std::size_t i = 0; i < links; ++i) {
      made.links.push_back({end(made), end(made)});
    }
    return made;
  }

  // Precondition: not more than there are boxes. None is empty.
  void put_in_groups(Graph& graph, std::size_t count) {
    graph.groups.resize(count);
    for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
      graph.groups[box < count ? box : below(count)].boxes.push_back(box);
    }
  }

 private:
  End end(const Graph& made) {
    const std::size_t box = below(made.boxes.size());
    const int rows = (made.boxes[box].height - 30) / 20;
    const auto row = below(static_cast<std::size_t>(rows));
    return {box, 40 + 20 * static_cast<int>(row)};
  }

  std::mt19937 engine_;
};

Box table(int rows) { return {160, 30 + rows * 20}; }

/// Two lines of links to different ends, one upon the other.
std::size_t lines_upon_each_other(const Graph& graph, const Layout& layout) {
  std::size_t count = 0;
  for (std::size_t one = 0; one < graph.links.size(); ++one) {
    for (std::size_t other = one + 1; other < graph.links.size(); ++other) {
      const Link& first = graph.links[one];
      const Link& second = graph.links[other];
      if (first.to == second.to || first.from == second.from ||
          first.to == second.from || first.from == second.to) {
        continue;
      }
      const auto& a = layout.links[one];
      const auto& b = layout.links[other];
      for (std::size_t i = 1; i < a.size(); ++i) {
        for (std::size_t k = 1; k < b.size(); ++k) {
          const bool level =
              a[i].y == a[i - 1].y && b[k].y == b[k - 1].y &&
              a[i].y == b[k].y &&
              std::max(a[i].x, a[i - 1].x) > std::min(b[k].x, b[k - 1].x) &&
              std::max(b[k].x, b[k - 1].x) > std::min(a[i].x, a[i - 1].x);
          const bool upright =
              a[i].x == a[i - 1].x && b[k].x == b[k - 1].x &&
              a[i].x == b[k].x &&
              std::max(a[i].y, a[i - 1].y) > std::min(b[k].y, b[k - 1].y) &&
              std::max(b[k].y, b[k - 1].y) > std::min(a[i].y, a[i - 1].y);
          if (level || upright) ++count;
        }
      }
    }
  }
  return count;
}

TEST(Layout, OfNothingIsEmpty) {
  const Layout layout = lay_out({}, {});

  EXPECT_EQ(layout.width, 0);
  EXPECT_EQ(layout.height, 0);
}

TEST(Layout, PutsWhatIsReferredToOnTheLeft) {
  const Graph graph{{table(2), table(3)}, {{{0, 60}, {1, 40}}}};

  const Layout layout = laid_out_well(graph);

  EXPECT_LT(layout.boxes[1].x, layout.boxes[0].x);
  EXPECT_EQ(layout.links[0].size(), 2u) << "a level line was possible";
}

TEST(Layout, ShowsAReferenceOfATableToItself) {
  const Graph graph{{table(3)}, {{{0, 60}, {0, 40}}}};

  const Layout layout = laid_out_well(graph);

  EXPECT_EQ(layout.links[0].size(), 4u);
  EXPECT_GT(layout.width, graph.boxes[0].width);
}

TEST(Layout, ShowsTwoKeysBetweenTheSameTables) {
  const Graph graph{{table(1), table(3)},
                    {{{1, 60}, {0, 40}}, {{1, 80}, {0, 40}}}};

  const Layout layout = laid_out_well(graph);

  EXPECT_NE(layout.links[0], layout.links[1]);
}

TEST(Layout, TakesCircles) {
  const Graph graph{
      {table(2), table(2), table(2)},
      {{{0, 60}, {1, 40}}, {{1, 60}, {2, 40}}, {{2, 60}, {0, 40}}}};

  laid_out_well(graph);
}

TEST(Layout, LeadsALongLinkRoundTheBoxesBetween) {
  // 0 <- 1 <- 2 <- 3, and from 3 straight to 0.
  const Graph graph{{table(2), table(8), table(8), table(3)},
                    {{{1, 60}, {0, 40}},
                     {{2, 60}, {1, 40}},
                     {{3, 60}, {2, 40}},
                     {{3, 80}, {0, 40}}}};

  laid_out_well(graph);
}

TEST(Layout, KeepsTheShapeWithAHub) {
  Graph graph;
  graph.boxes.push_back(table(4));
  for (std::size_t i = 1; i < 50; ++i) {
    graph.boxes.push_back(table(5));
    graph.links.push_back({{i, 60}, {0, 40}});
  }

  const Layout layout = laid_out_well(graph);

  EXPECT_LT(layout.height, 3 * layout.width);
  EXPECT_LT(layout.width, 3 * layout.height);
}

TEST(Layout, PacksWhatNoLinkConnects) {
  Graph graph;
  for (int i = 0; i < 30; ++i) graph.boxes.push_back(table(1 + i % 7));

  const Layout layout = laid_out_well(graph);

  EXPECT_LT(layout.height, 3 * layout.width);
  EXPECT_LT(layout.width, 3 * layout.height);
}

TEST(Layout, UsesTheRoomBesideAHighTable) {
  // A high table and three pairs of low ones.
  const Graph graph{{table(60), table(2), table(3), table(2), table(3),
                     table(2), table(3), table(2)},
                    {{{1, 40}, {0, 40}},
                     {{3, 40}, {2, 40}},
                     {{5, 40}, {4, 40}},
                     {{7, 40}, {6, 40}}}};

  const Layout layout = laid_out_well(graph);

  EXPECT_EQ(layout.height, graph.boxes[0].height);
  EXPECT_LT(layout.width, layout.height);
}

// How many lines lie upon each other in 300 graphs, of which each is looked at
// closely.
std::size_t lines_upon_each_other_at_random(bool in_groups) {
  std::size_t upon = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const std::size_t boxes = 1 + random.below(25);
    Graph graph = random.graph(boxes, random.below(2 * boxes + 1));
    if (in_groups) {
      random.put_in_groups(graph,
                           1 + random.below(std::min<std::size_t>(boxes, 9)));
    }
    upon += lines_upon_each_other(graph, laid_out_well(graph));
    if (testing::Test::HasFailure()) break;
  }
  return upon;
}

// Where three have to be left of each other in a circle, in graphs that are far
// denser than schemas.
TEST(Layout, HoldsForRandomGraphs) {
  EXPECT_LE(lines_upon_each_other_at_random(false), 5u);
}

TEST(Layout, HoldsForRandomGroups) {
  EXPECT_LE(lines_upon_each_other_at_random(true), 6u);
}

TEST(Layout, PutsAFrameRoundEachGroup) {
  // 0 <- 1 in one group, and 1 <- 2 from the other one, where 3 stands alone.
  const Graph graph{{table(2), table(3), table(1), table(1)},
                    {{{1, 60}, {0, 40}}, {{2, 40}, {1, 40}}},
                    {{{0, 1}}, {{2, 3}, 600}}};

  const Layout layout = laid_out_well(graph);

  EXPECT_LT(layout.boxes[0].x, layout.boxes[1].x);
  EXPECT_LT(layout.boxes[1].x, layout.boxes[2].x);
}

TEST(Layout, LeadsALinkRoundTheGroupsBetween) {
  // The same as boxes, in frames.
  const Graph graph{{table(2), table(8), table(8), table(3)},
                    {{{1, 60}, {0, 40}},
                     {{2, 60}, {1, 40}},
                     {{3, 60}, {2, 40}},
                     {{3, 80}, {0, 40}}},
                    {{{0}}, {{1}}, {{2}}, {{3}}}};

  laid_out_well(graph);
}

TEST(Layout, TakesCirclesOfGroups) {
  const Graph graph{
      {table(2), table(2), table(2), table(2)},
      {{{0, 60}, {2, 40}}, {{3, 60}, {1, 40}}, {{1, 60}, {0, 40}}},
      {{{0, 1}}, {{2, 3}}}};

  laid_out_well(graph);
}

TEST(Layout, FoldsALongChainOfGroups) {
  Graph graph;
  for (std::size_t i = 0; i < 12; ++i) {
    graph.boxes.push_back(table(5));
    graph.groups.push_back({{i}});
    if (i > 0) graph.links.push_back({{i, 60}, {i - 1, 40}});
  }

  const Layout layout = laid_out_well(graph);

  EXPECT_LT(layout.width, 3 * layout.height);
}

TEST(Layout, IsTheSameEachTime) {
  Random random(7);
  Graph graph = random.graph(60, 90);
  random.put_in_groups(graph, 4);

  const Layout one = lay_out(graph.boxes, graph.links, graph.groups);
  const Layout other = lay_out(graph.boxes, graph.links, graph.groups);

  EXPECT_EQ(one.boxes, other.boxes);
  EXPECT_EQ(one.links, other.links);
  EXPECT_EQ(one.frames, other.frames);
}

TEST(Layout, HoldsForAThousandTables) {
  const Graph graph = Random(1).graph(1000, 1489);
  const auto begin = std::chrono::steady_clock::now();
  const Layout layout = lay_out(graph.boxes, graph.links);
  const std::chrono::duration<double, std::milli> took =
      std::chrono::steady_clock::now() - begin;
  RecordProperty("milliseconds", fmt::format("{:.1f}", took.count()));

  expect_boxes_apart(graph, layout);
  expect_links_free(graph, layout);
}

}  // namespace
}  // namespace godwit::diagram
