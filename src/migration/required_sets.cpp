// SPDX-License-Identifier: BSL-1.0
#include <godwit/embedded_set.h>

#include <algorithm>

namespace godwit {
namespace {

void append_in_order(EmbeddedSet set, std::vector<EmbeddedSet>& sets) {
  if (std::find(sets.begin(), sets.end(), set) != sets.end()) return;
  for (const EmbeddedSet required : set.required()) {
    append_in_order(required, sets);
  }
  sets.push_back(set);
}

}  // namespace

std::vector<EmbeddedSet> EmbeddedSet::required() const {
  std::vector<EmbeddedSet> sets;
  for (std::size_t i = 0; i < data_->required_size; ++i) {
    sets.emplace_back(data_->required[i]());
  }
  return sets;
}

std::vector<std::string_view> EmbeddedSet::required_names() const {
  std::vector<std::string_view> names;
  std::string_view rest = field(5);
  while (!rest.empty()) {
    names.push_back(rest.substr(0, rest.find(' ')));
    rest.remove_prefix(std::min(names.back().size() + 1, rest.size()));
  }
  return names;
}

std::vector<EmbeddedSet> with_required(std::span<const EmbeddedSet> sets) {
  std::vector<EmbeddedSet> result;
  for (const EmbeddedSet set : sets) append_in_order(set, result);
  return result;
}

}  // namespace godwit
