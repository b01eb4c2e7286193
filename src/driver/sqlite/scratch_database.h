// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>

#include "driver/driver.h"

namespace godwit::driver::sqlite {

/// SQLite's own parser, on a database that is empty and stays so: it looks up
/// tables while it parses.
std::unique_ptr<driver::Parser> scratch_parser();

/// On a database in memory, since only SQLite can tell.
std::unique_ptr<driver::MisreadNames> scratch_misread_names();

}  // namespace godwit::driver::sqlite
