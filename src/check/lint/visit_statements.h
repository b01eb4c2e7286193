// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <functional>
#include <string_view>

#include "check/lint/cursor.h"

namespace godwit::check {

/// Takes a statement that runs, and whether a DO block runs it.
using Visit = std::function<void(const Cursor& cursor, bool in_block)>;

/// Visits a statement of a script or, if it is a DO block in PL/pgSQL, each
/// statement in the block, whatever decides that it runs. EXECUTE with a
/// constant text stands for what is in the text. Without a visit: a block in
/// another language, and EXECUTE with a text that is put together at run time.
void visit_statements(std::string_view script, StatementRange range,
                      Dialect dialect, const Visit& visit);

/// The same for each statement in a body of PL/pgSQL.
void visit_body(const sql::StringContent& body, const Visit& visit);

}  // namespace godwit::check
