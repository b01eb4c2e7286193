// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <numeric>

#include "diagram/graph.h"

namespace godwit::diagram {
namespace {

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

}  // namespace

std::vector<Cluster> clusters_of(const Graph& graph) {
  const std::size_t first_exit = graph.first_exit();
  Union all(graph.boxes.size());
  for (const Link& link : graph.links) all.join(link.from.box, link.to.box);
  for (std::size_t exit = first_exit; exit < graph.boxes.size(); ++exit) {
    all.join(first_exit, exit);
  }
  std::vector<Cluster> clusters(graph.boxes.size());
  std::vector<std::size_t> numbers(graph.boxes.size());
  for (std::size_t box = 0; box < graph.boxes.size(); ++box) {
    Cluster& cluster = clusters[all.find(box)];
    numbers[box] = cluster.boxes.size();
    cluster.boxes.push_back(box);
    cluster.graph.boxes.push_back(graph.boxes[box]);
    if (box < first_exit) continue;
    cluster.graph.exits.push_back(graph.exits[box - first_exit]);
  }
  for (std::size_t i = 0; i < graph.links.size(); ++i) {
    const auto& [from, to] = graph.links[i];
    Cluster& cluster = clusters[all.find(from.box)];
    cluster.links.push_back(i);
    cluster.graph.links.push_back(
        {{numbers[from.box], from.y}, {numbers[to.box], to.y}});
  }
  std::erase_if(clusters,
                [](const Cluster& cluster) { return cluster.boxes.empty(); });
  return clusters;
}

}  // namespace godwit::diagram
