// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstddef>
#include <set>
#include <span>

#include "driver/session.h"
#include "generate/schema_plan.h"

namespace godwit::generate {

/// Undoes a step on a scratch database. No row has a value for a column that
/// the way up has dropped: tables that need one there are emptied, and are
/// returned.
Result<std::set<schema::Identity>> go_down(driver::Session& session,
                                           const SchemaStep& step,
                                           const change::Renames& renames);

/// Fills a scratch database that has the first schema with rows, carries the
/// plan out both ways and looks for the rows after each. Returns how many
/// tables had some.
Result<std::size_t> prove_with_rows(
    driver::Session& session, const SchemaPlan& plan,
    std::span<const schema::Identity> histories);

}  // namespace godwit::generate
