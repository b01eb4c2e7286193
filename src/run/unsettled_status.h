// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migrator.h>

#include <cstddef>
#include <optional>

#include "driver/session.h"

namespace godwit::run {

/// The status behind what is settled, but for the `last` of that, by the
/// outline of the set. Absent: everything is to be read.
Result<std::optional<Status>> unsettled_status(driver::Session& session,
                                               EmbeddedSet embedded,
                                               const MigratorOptions& options,
                                               std::size_t last);

}  // namespace godwit::run
