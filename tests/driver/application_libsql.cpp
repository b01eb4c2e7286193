// SPDX-License-Identifier: BSL-1.0
#include "application.h"

namespace godwit::driver {

// Applications have no connection to a server that they could share.
constinit const test::Driver driver_under_test = test::Driver::libsql;
constinit const Dialect dialect = Dialect::sqlite;

}  // namespace godwit::driver
