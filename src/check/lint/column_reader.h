// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>

#include "check/lint/cursor.h"

namespace godwit::check {

/// A type as in a column definition, such as "numeric(10,2)"; stops before
/// what may follow it.
std::string read_type(Cursor& cursor);

/// `name type constraint…`, up to a comma or the end.
std::optional<Column> read_column(Cursor& cursor);

/// Whether a table constraint comes next, and not a column.
bool at_constraint(const Cursor& cursor);

/// `[CONSTRAINT name] CHECK (…) …`, up to a comma or the end.
std::optional<Constraint> read_constraint(Cursor& cursor);

}  // namespace godwit::check
