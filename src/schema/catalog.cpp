// SPDX-License-Identifier: BSL-1.0
#include "schema/catalog.h"

#include "schema/dialect_catalogs.h"

namespace godwit::schema {

Result<Catalog> read_catalog(driver::Session& session) {
  return session.dialect() == Dialect::sqlite
             ? read_sqlite_catalog(session)
             : read_postgresql_catalog(session);
}

}  // namespace godwit::schema
