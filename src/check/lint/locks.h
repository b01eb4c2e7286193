// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string_view>

#include "check/lint/facts.h"

namespace godwit::check {

/// The table locks of PostgreSQL that statements of migrations take, each
/// stronger than those before it (manual, 13.3.1 "Table-Level Locks").
enum class LockMode : std::uint8_t {
  none,
  row_exclusive,
  share_update_exclusive,
  share,  ///< from here on writers wait
  share_row_exclusive,
  exclusive,
  access_exclusive,  ///< readers wait too
};

/// As the manual spells it, such as "ACCESS EXCLUSIVE".
std::string_view to_string(LockMode mode) noexcept;

/// What other sessions cannot do meanwhile: "reads and writes", "writes", or
/// nothing.
std::string_view blocked_by(LockMode mode) noexcept;

/// The strongest lock that a statement takes on the table that it names.
LockMode lock_of(const What& what, int server_version);

/// The table that the lock is on. Null: none, or one that is not named.
const Name* locked_table(const What& what);

}  // namespace godwit::check
