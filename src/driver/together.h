// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <span>
#include <string>

#include "driver/session.h"

namespace godwit::driver {

// Each statement that is sent to a server has a way to go, and waits for its
// turn on a busy machine. What is here is not Godwit's own.

/// What all of these give, each a SELECT of the same columns, in few statements
/// rather than one for each. In any order.
Result<Rows> rows_of_all(Session& session,
                         std::span<const std::string> selects);

/// Runs them in one message, in the transaction that there is or in one of
/// their own. False: none is done; each may be tried by itself, which tells
/// which of them fails. Always so for SQLite, where there is no way to go.
bool done_together(Session& session, std::span<const std::string> statements);

}  // namespace godwit::driver
