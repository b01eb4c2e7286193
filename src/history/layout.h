// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"

namespace godwit::history {

/// A script that changes the tables of the history, and the record that goes
/// with it.
struct Layout {
  std::string sql = {};
  std::vector<driver::Query> record = {};
};

/// Makes the tables. Creating a schema needs a privilege of its own on
/// PostgreSQL, even with IF NOT EXISTS, so it is done only where it must be.
/// `protection` is the reason why the database is protected from the beginning.
Layout create_layout(const HistoryTable& table, bool schema_exists,
                     const std::optional<std::string>& protection = {});

/// Removes the tables; the schema stays.
Layout drop_layout(const HistoryTable& table);

/// One row if the schema is there.
driver::Query schema_query(const HistoryTable& table);

}  // namespace godwit::history
