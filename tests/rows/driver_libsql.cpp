// SPDX-License-Identifier: BSL-1.0
#include "rows/rows_database.h"

namespace godwit::test {

Driver tested_driver() { return Driver::libsql; }

}  // namespace godwit::test
