// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "driver/table_size.h"
#include "rows/browse.h"
#include "studio/api.h"

namespace godwit::studio {

// What calls about rows and statements have in common.

inline constexpr std::size_t most_rows = 1000;
inline constexpr std::chrono::milliseconds longest_timeout =
    std::chrono::minutes(10);

/// The database, for one call.
rows::Source source_of(const Call& call);
/// Among the statements that the page lists. `rows`: how many it had.
void note(const Call& call, const rows::Sent& sent,
          std::optional<std::uint64_t> rows = {});
/// Of a number that is too large or too small.
Error out_of_bounds(const char* name);

// Members of what was sent, see fields.h.

Result<driver::console::Value> base64_field(const Json& object);
Result<driver::console::Values> key_field(const Json& object);
Result<std::optional<rows::Cursor>> cursor_field(const Json& body);
Result<driver::TableName> table_field(const Call& call, const Json& object);
/// `table`, `filters`, `where` and `sort` of a call.
Result<rows::Selection> selection_of(const Call& call);

}  // namespace godwit::studio
