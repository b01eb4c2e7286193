// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/sql.h>

#include <optional>

#include "migration/text_part.h"

namespace godwit {

/// The first token that does not mean what its author believes: one with a
/// character that nobody sees, or in SQLite a parameter, which would be NULL.
/// Those that follow are often of its kind.
std::optional<Error> check_tokens(const TextPart& part, Dialect dialect);

}  // namespace godwit
