// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "check/lint/cursor.h"

namespace godwit::check {

/// What a CREATE statement makes; the cursor stands behind CREATE.
std::optional<What> read_create(Cursor& cursor);

/// What an ALTER statement does; the cursor stands behind ALTER.
void read_alter(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

/// What a DROP statement takes away; the cursor stands behind DROP.
void read_drop(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

/// SET; the cursor stands behind that word.
void read_set(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

/// RESET; the cursor stands behind that word.
void read_reset(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

/// The set_config(name, value, is_local) calls of any statement.
void read_set_config(Cursor cursor, std::vector<Fact>& facts);

/// PRAGMA [schema.]name [= value | (value)]; the cursor stands behind PRAGMA.
void read_pragma(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

}  // namespace godwit::check
