// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace godwit::generate {

/// A default of SQLite as an expression of sqlite_orm that means the same:
/// literals, CURRENT_TIMESTAMP and its like, and some functions of them, such
/// as datetime('now'). Absent: it is another one.
std::optional<std::string> orm_default(std::string_view sql);

}  // namespace godwit::generate
