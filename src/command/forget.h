// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "driver/session.h"
#include "schema/model.h"

namespace godwit::command {

/// A side table with what migrations have dropped and kept.
struct KeptTable {
  schema::Identity id = {};
  std::int64_t rows = 0;
};

/// With its schema, where that is not "public".
std::string name_of(const KeptTable& table);

/// All of them, by name. Reads only.
Result<std::vector<KeptTable>> kept_tables(driver::Session& session);

/// Those of these names. Fails with the first that is none.
Result<std::vector<KeptTable>> chosen_tables(
    std::span<const KeptTable> kept, std::span<const std::string> names);

/// Removes them, one after the other, up to the first that the database does
/// not let go.
Result<void> forget(driver::Session& session,
                    std::span<const KeptTable> tables);

}  // namespace godwit::command
