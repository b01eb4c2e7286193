// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <typeindex>
#include <utility>
#include <vector>

#include "check/lint/facts.h"

namespace godwit::check {

/// The facts of a half by their kind and by what they are about, so that no
/// rule has to look at all of them for each. Points to the facts.
class FactIndex {
 public:
  using Facts = std::vector<const Fact*>;

  explicit FactIndex(const std::vector<Fact>& facts);

  /// All of a kind, in their order.
  template <typename T>
  const Facts& all() const {
    return find(by_kind_, std::type_index(typeid(T)));
  }
  /// Those of them that are about a table: one that is renamed goes by its new
  /// name, and RESET by that of the setting, which has no schema; types and
  /// indexes that are dropped by their own. Empty for other kinds.
  template <typename T>
  const Facts& about(const Name& name) const {
    return find(by_name_, {std::type_index(typeid(T)), name});
  }

 private:
  template <typename Map>
  static const Facts& find(const Map& map, const typename Map::key_type& key) {
    static const Facts none;
    const auto found = map.find(key);
    return found == map.end() ? none : found->second;
  }

  std::map<std::type_index, Facts> by_kind_;
  std::map<std::pair<std::type_index, Name>, Facts> by_name_;
};

}  // namespace godwit::check
