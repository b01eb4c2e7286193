// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <span>
#include <string>
#include <vector>

#include "driver/session.h"
#include "driver/table_size.h"

namespace godwit::driver::postgresql {

/// By what the server knows already: nothing is counted or locked.
Result<std::vector<TableSize>> table_sizes(Session& session,
                                           std::span<const TableName> tables);

/// As rows of VALUES for `number`, `schema`, `name` of tables; the parameters
/// are added to those of the query. Precondition: there is a table.
std::string values_of(std::span<const TableName> tables, Query& query);

/// A condition on `n` (pg_namespace) and `c` (pg_class): that it is what `w`
/// (such values) names. Of a name without a schema it is where the session
/// finds it, or public. Not to be pinned.
extern const char* const is_wanted_table;

}  // namespace godwit::driver::postgresql
