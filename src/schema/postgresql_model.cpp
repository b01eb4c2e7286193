// SPDX-License-Identifier: BSL-1.0
#include "schema/dialect_models.h"

namespace godwit::schema {

Result<Model> read_postgresql_model(driver::Session& /*session*/) {
  return Model{.dialect = Dialect::postgresql};
}

}  // namespace godwit::schema
