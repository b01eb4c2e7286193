// SPDX-License-Identifier: BSL-1.0
#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "diagram/layout.h"

namespace godwit::bench {
namespace {

struct Graph {
  std::vector<diagram::Box> boxes;
  std::vector<diagram::Link> links;
};

// As schemas are: a few tables are referred to by many, and tables have
// one key or two.
Graph graph_of(std::size_t tables) {
  std::mt19937 random(1);
  Graph graph;
  for (std::size_t i = 0; i < tables; ++i) {
    const int rows = 3 + static_cast<int>(random() % 12);
    graph.boxes.push_back(
        {160 + 10 * static_cast<int>(random() % 15), 30 + 20 * rows});
  }
  for (std::size_t i = 0; i < tables * 1489 / 1000; ++i) {
    const std::size_t from = random() % tables;
    const std::size_t well_known = (random() % 1000) * (random() % 1000);
    const std::size_t to = well_known * tables / 1'000'000;
    const auto row = static_cast<int>(random() % 3);
    graph.links.push_back({{from, 40 + 20 * row}, {to, 40}});
  }
  return graph;
}

void layout_of(benchmark::State& state) {
  const Graph graph = graph_of(static_cast<std::size_t>(state.range(0)));
  for (auto round : state) {
    benchmark::DoNotOptimize(diagram::lay_out(graph.boxes, graph.links));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(layout_of)->Arg(16)->Arg(100)->Arg(1000)->Unit(
    benchmark::kMillisecond);

}  // namespace
}  // namespace godwit::bench
