// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <string>
#include <string_view>

namespace godwit::history {

// Expressions for points in time by the clock of the database.

std::string now(Dialect dialect);
/// Now but for `$elapsed`: when the task began.
std::string moment_before_elapsed(Dialect dialect);
/// A column as "2026-01-31T12:00:00.000Z".
std::string moment_column(std::string_view column, Dialect dialect);

}  // namespace godwit::history
