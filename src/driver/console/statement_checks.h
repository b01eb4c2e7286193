// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <string_view>

namespace godwit::driver::console {

/// That it is one statement, and not none.
Result<void> check_single(std::string_view sql, Dialect dialect);

/// And one that begins as those do that only read.
Result<void> check_reads(std::string_view sql, Dialect dialect);

/// And one that leaves the transaction to whoever began it.
Result<void> check_keeps_transaction(std::string_view sql, Dialect dialect);

}  // namespace godwit::driver::console
