// SPDX-License-Identifier: BSL-1.0
#include <sample_postgresql.h>

#include "run/migrator_fixture.h"
#include "run/sample.h"

namespace godwit {

constinit const Dialect dialect = Dialect::postgresql;
constinit const test::Driver driver_of_program = test::Driver::postgresql;

EmbeddedSet sample_set() { return sample_postgresql::all(); }

}  // namespace godwit
