// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <optional>
#include <vector>

#include "migration/text_part.h"
#include "sql/statements.h"

namespace godwit {

/// What makes a file unreadable as text: another encoding, a NUL byte.
std::optional<Error> check_encoding(const TextPart& file);

/// What no database would take, or not as its author means it, or only outside
/// the transaction that the script runs in.
std::vector<Error> check_script(const TextPart& part, const Script& script,
                                const sql::Statements& statements,
                                Dialect dialect);

}  // namespace godwit
