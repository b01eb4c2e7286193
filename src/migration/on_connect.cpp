// SPDX-License-Identifier: BSL-1.0
#include "migration/on_connect.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace godwit {

OnConnect on_connect_of(std::span<const EmbeddedSet> sets,
                        const OnConnect& first) {
  std::vector<OnConnect> all;
  if (first) all.push_back(first);
  std::vector<decltype(std::declval<EmbeddedSet>().on_connect())> seen = {
      nullptr};
  for (const EmbeddedSet set : sets) {
    const auto function = set.on_connect();
    if (std::find(seen.begin(), seen.end(), function) != seen.end()) continue;
    seen.push_back(function);
    all.emplace_back(function);
  }
  if (all.empty()) return {};
  return [all](const NativeConnection& connection) -> Result<void> {
    for (const OnConnect& one : all) {
      if (auto done = one(connection); !done) return done;
    }
    return {};
  };
}

}  // namespace godwit
