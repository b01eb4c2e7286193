// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>

#include "schema/model.h"

namespace godwit::schema {

Result<Model> read_postgresql_model(driver::Session& session);
/// What every database begins with.
Model new_postgresql_model();
/// Of all facts but those of tables that are left out, side tables, and what is
/// a part of either: where two servers of one version have the same, so are the
/// aspects of all their facts. Another one says nothing.
Result<std::string> postgresql_digest(driver::Session& session,
                                      std::span<const Identity> left_out);
Result<Model> read_sqlite_model(driver::Session& session);

}  // namespace godwit::schema
