// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <vector>

#include "driver/session.h"
#include "schema/model.h"

namespace godwit::run {

/// Side tables with what migrations have dropped and kept, by name.
Result<std::vector<schema::Identity>> kept_tables(driver::Session& session);

}  // namespace godwit::run
