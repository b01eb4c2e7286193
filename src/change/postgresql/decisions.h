// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <map>
#include <set>

#include "change/postgresql/rules.h"

namespace godwit::change::postgresql {

/// What becomes of an object.
enum class Fate : std::uint8_t {
  keep,
  create,
  drop,
  alter,
  replace,  ///< dropped, and made anew from the second schema
  swap,     ///< a type: made anew beside the old one, which columns leave
};

struct Decision {
  const Fact* before = nullptr;
  const Fact* after = nullptr;
  Fate fate = Fate::keep;
  /// Of `alter`.
  Operations operations = {};
};

using Decisions = std::map<Identity, Decision>;

/// Fails where something is not modelled, or cannot be put out of the way of
/// something else. `replaced`: not to be altered.
Result<Decisions> decide(const Sides& sides,
                         const std::set<Identity>& replaced);

/// Whether it is dropped, for good or to be made anew.
bool is_dropped(Fate fate);
bool is_made(Fate fate);
/// Whether an object of this kind can be dropped and made anew without loss.
bool is_replaceable(Kind kind);

}  // namespace godwit::change::postgresql
