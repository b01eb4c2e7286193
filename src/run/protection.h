// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include "driver/session.h"
#include "history/history_table.h"

namespace godwit::run {

/// For what takes everything away without a plan: fails with
/// `protected_database` where that history says so. A history that cannot be
/// read protects nothing, since it may be what is to be mended.
Result<void> check_unprotected(driver::Session& session,
                               const history::HistoryTable& table);

}  // namespace godwit::run
