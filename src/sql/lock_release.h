// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::sql {

/// What a PostgreSQL statement gives all advisory locks of its session back
/// with, so also the one that Godwit holds: "DISCARD ALL" or
/// "pg_advisory_unlock_all". Empty: nothing. Looks into DO blocks, but not into
/// functions, which only run later.
std::string_view lock_release(std::string_view statement);

}  // namespace godwit::sql
