// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

namespace godwit::cli {

struct Invocation;

/// What the placeholders of the sets stand for: by --placeholder or, less
/// strongly, by the environment, its file included.
PlaceholderValues placeholder_values(const Invocation& invocation);

/// Fails with invalid_argument where --placeholder names one that none of the
/// sets has.
Result<void> check_placeholders(const Invocation& invocation);

}  // namespace godwit::cli
