// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/name_space.h"

namespace godwit::change::postgresql {
namespace {

constexpr int relations = 0;
constexpr int types = 1;
constexpr int routines = 2;

bool is_relation(const Fact& fact) {
  switch (fact.id.kind) {
    case Kind::sequence:
    case Kind::table:
    case Kind::index:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::composite_type:
      return true;
    case Kind::constraint:
      // Those that have an index.
      return fact.aspect("kind") == "p" || fact.aspect("kind") == "u" ||
             fact.aspect("kind") == "x";
    default:
      return false;
  }
}

bool is_type(const Fact& fact) {
  switch (fact.id.kind) {
    case Kind::table:
    case Kind::view:
    case Kind::materialized_view:
    case Kind::composite_type:
    case Kind::enum_type:
    case Kind::range_type:
    case Kind::domain:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::vector<NameSpace::Key> NameSpace::keys_of(const Fact& fact) {
  std::vector<Key> keys;
  const Identity& id = fact.id;
  if (is_relation(fact)) keys.emplace_back(relations, id.schema, id.name);
  if (is_type(fact)) keys.emplace_back(types, id.schema, id.name);
  if (id.kind == Kind::function || id.kind == Kind::aggregate) {
    keys.emplace_back(routines, id.schema, id.name);
  }
  return keys;
}

std::vector<Identity> NameSpace::of(const Model& model, const Fact& fact) {
  if (read_ != &model) {
    read_ = &model;
    objects_.clear();
    for (const auto& [id, other] : model.facts) {
      for (const Key& key : keys_of(other)) objects_.emplace(key, id);
    }
  }
  std::vector<Identity> found;
  for (const Key& key : keys_of(fact)) {
    const auto [begin, end] = objects_.equal_range(key);
    for (auto one = begin; one != end; ++one) found.push_back(one->second);
  }
  return found;
}

}  // namespace godwit::change::postgresql
