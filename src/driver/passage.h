// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "driver/session.h"

namespace godwit::driver {

/// How a statement of a script outside a transaction of ours gets into the
/// database, and its record with it.
enum class Passage : std::uint8_t {
  together,  ///< in a transaction of ours, with its record
  alone,     ///< by itself, and its record behind it
  opens,     ///< by itself: it begins a transaction of the script's own
  inside,    ///< in that one, of which nothing is kept before it ends
  keeps,     ///< it would end that one, so its record goes before it
  undoes,    ///< it ends that one and keeps nothing, so its record comes behind
};

/// The rules that all drivers have in common; the state of the transaction is
/// that before the statement. On SQLite settings go alone, since a transaction
/// has SQLite ignore them, and savepoints can begin and end one.
Passage passage_of(std::string_view statement, Dialect dialect,
                   bool in_transaction);

/// Those statements before `resume_at` that set the session up. The session of
/// the run that did them is gone, so they are run once more.
std::vector<std::size_t> to_set_up_again(const Task& script, Dialect dialect);

}  // namespace godwit::driver
