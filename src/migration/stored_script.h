// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <memory>
#include <string>

namespace godwit {

/// A down script as the history keeps it, for a migration that this binary does
/// not carry; `label` stands for the file in messages.
/// Fails with invalid_migration where it has directives that this build does
/// not know. It was checked when it was built, so nothing else is checked here.
Result<std::shared_ptr<const StoredScript>> read_stored_script(
    std::string sql, std::string label, Dialect dialect);

}  // namespace godwit
