// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <set>
#include <string>
#include <vector>

#include "driver/session.h"

namespace godwit::trial {

/// Inserts a row into each empty table, but for those named (qualified and
/// quoted). The result says which of them stayed empty, and why.
Result<std::vector<std::string>> fill_tables(
    driver::Session& session, const std::set<std::string>& left_out);

}  // namespace godwit::trial
