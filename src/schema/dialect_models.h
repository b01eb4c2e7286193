// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "schema/model.h"

namespace godwit::schema {

Result<Model> read_postgresql_model(driver::Session& session);
/// What every database begins with.
Model new_postgresql_model();
Result<Model> read_sqlite_model(driver::Session& session);

}  // namespace godwit::schema
