// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "change/postgresql/decisions.h"

namespace godwit::change::postgresql {

/// One statement, or some that belong together.
struct Step {
  enum class Verb : std::uint8_t { drop, alter, create };

  Verb verb = Verb::drop;
  Identity id = {};
  /// Facts that are made in the same statement, besides that of `id`.
  std::vector<const Fact*> folded = {};
};

/// Where in `Steps::all` something happens to an object.
using Places = std::map<Identity, std::size_t>;

struct Steps {
  std::vector<Step> all = {};
  /// The first comes before the second.
  std::set<std::pair<std::size_t, std::size_t>> order = {};
  Places drops = {};
  /// Also what is altered.
  Places builds = {};
};

/// What has to be done, without what happens by itself.
Steps steps_of(const Sides& sides, const Decisions& decisions);

/// Columns, defaults and constraints into the statement that makes their table,
/// and defaults into the one that adds their column, where the order allows it.
void fold(const Sides& sides, Steps& steps);

/// The same for the same steps. Those that cannot be put in order are absent.
std::vector<std::size_t> in_order(const Sides& sides, const Steps& steps);

/// What the text of a function names is made before it, where that can be. The
/// catalog does not know.
void follow_texts(const Sides& sides, Steps& steps);

}  // namespace godwit::change::postgresql
