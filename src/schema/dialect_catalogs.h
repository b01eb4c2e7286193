// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "schema/catalog.h"

namespace godwit::schema {

Result<Catalog> read_postgresql_catalog(driver::Session& session);
Result<Catalog> read_sqlite_catalog(driver::Session& session);

}  // namespace godwit::schema
