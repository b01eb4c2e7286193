// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <godwit/sql.h>

#include <optional>

#include "migration/text_part.h"

namespace godwit {

/// Why a statement must not stand in a script outside a transaction: such a
/// script may have to go on in another session, and its progress has to be
/// recorded in between. Absent: it may.
std::optional<Error> check_resumable(const TextPart& part,
                                     const StatementRange& range,
                                     Dialect dialect);

}  // namespace godwit
