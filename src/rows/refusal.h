// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <string>
#include <vector>

#include "driver/console/console.h"
#include "rows/edit.h"
#include "rows/edit_statement.h"
#include "rows/table.h"
#include "rows/tables.h"

namespace godwit::rows {

/// An edit that the database has just refused, and what it said.
struct Refusal {
  const Table& table;
  const Edit& edit;
  const EditStatement& statement;
  const Error& error;
};

/// What somebody has to look at: the column that the database names, or one of
/// the constraint that it names, of which the edit sets one if it sets any. A
/// foreign key of SQLite has no name, so the rows are looked for that the edit
/// refers to. Empty: it is not known.
std::string refused_column(driver::console::Console& console, Tables& tables,
                           const Refusal& refusal);

/// What SQLite leaves unsaid where a foreign key keeps a row: which tables have
/// rows that refer to it.
std::vector<std::string> what_refers_to_it(driver::console::Console& console,
                                           const Refusal& refusal);

}  // namespace godwit::rows
