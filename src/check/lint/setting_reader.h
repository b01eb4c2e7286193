// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "check/lint/cursor.h"

namespace godwit::check {

/// SET; the cursor stands behind that word.
void read_set(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

/// RESET; the cursor stands behind that word.
void read_reset(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

/// The set_config(name, value, is_local) calls of any statement.
void read_set_config(Cursor cursor, std::vector<Fact>& facts);

/// PRAGMA [schema.]name [= value | (value)]; the cursor stands behind PRAGMA.
void read_pragma(Cursor& cursor, std::size_t begin, std::vector<Fact>& facts);

}  // namespace godwit::check
