// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <vector>

#include "driver/sqlite_dialect/violations.h"

namespace godwit::driver::sqlite {

// Those of sqlite_dialect/violations.h, on a connection.

std::vector<Violation> find_violations(sqlite3* db);
std::vector<Violation> new_violations(sqlite3* db,
                                      const std::vector<Violation>& before,
                                      const std::vector<Violation>& after);

}  // namespace godwit::driver::sqlite
