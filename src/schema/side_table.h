// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include "schema/model.h"

namespace godwit::schema {

/// Before the names of tables in which migrations keep what they drop.
constexpr std::string_view side_table_prefix = "godwit_kept_";

/// Whether it keeps what migrations have dropped: no part of a schema.
inline bool is_side_table(const Identity& id) {
  return id.kind == Kind::table && id.name.starts_with(side_table_prefix);
}

}  // namespace godwit::schema
