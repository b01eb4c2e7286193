// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <set>
#include <string>
#include <vector>

#include "driver/session.h"
#include "schema/model.h"

namespace godwit::trial {

/// Inserts a row into each empty table of the database, which is as the model
/// says, but for those named (qualified and quoted). The result says which of
/// them stayed empty, and why.
Result<std::vector<std::string>> fill_tables(
    driver::Session& session, const schema::Model& model,
    const std::set<std::string>& left_out);

}  // namespace godwit::trial
