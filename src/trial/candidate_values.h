// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <string>
#include <vector>

#include "trial/table_columns.h"

namespace godwit::trial {

/// Values worth trying in a column, the most promising first, as SQL: what its
/// CHECK constraints mention, and some of its type.
std::vector<std::string> candidate_values(const Table& table,
                                          const Column& column,
                                          Dialect dialect);

}  // namespace godwit::trial
