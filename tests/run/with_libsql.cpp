// SPDX-License-Identifier: BSL-1.0
#include <sample_sqlite.h>

#include "run/migrator_fixture.h"
#include "run/sample.h"

namespace godwit {

constinit const Dialect dialect = Dialect::sqlite;
constinit const test::Driver driver_of_program = test::Driver::libsql;

EmbeddedSet sample_set() { return sample_sqlite::all(); }

}  // namespace godwit
