// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {

/// Which objects cannot be there at the same time, since they have one name.
class NameSpace {
 public:
  /// Those of the model that have the name of one of another model.
  std::vector<Identity> of(const Model& model, const Fact& fact);

 private:
  using Key = std::tuple<int, std::string, std::string>;

  static std::vector<Key> keys_of(const Fact& fact);

  const Model* read_ = nullptr;
  std::multimap<Key, Identity> objects_;
};

}  // namespace godwit::change::postgresql
