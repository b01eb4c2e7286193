// SPDX-License-Identifier: BSL-1.0
#include "schema/dialect_models.h"

namespace godwit::schema {

Result<Model> read_sqlite_model(driver::Session& /*session*/) {
  return Model{.dialect = Dialect::sqlite};
}

}  // namespace godwit::schema
