// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <string>
#include <string_view>

namespace godwit::sql {

/// The statement with a semicolon behind it, which stands on a line of its own
/// where the statement ends in a line comment.
std::string terminated(std::string_view statement, Dialect dialect);

}  // namespace godwit::sql
