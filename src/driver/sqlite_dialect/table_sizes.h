// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <span>
#include <vector>

#include "driver/session.h"
#include "driver/table_size.h"

namespace godwit::driver::sqlite {

/// What ANALYZE has noted, or else a count that ends at a hundred thousand.
Result<std::vector<TableSize>> table_sizes(Session& session,
                                           std::span<const TableName> tables);

}  // namespace godwit::driver::sqlite
