// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "check/lint/facts.h"

namespace godwit::check {

bool sets_journal(const Pragma& pragma);
bool is_wal(const Pragma& pragma);

/// What SQLite takes the value of an auto_vacuum for: all but "full",
/// "incremental", 1 and 2, so "on" too.
bool switches_auto_vacuum_off(const Pragma& pragma);

}  // namespace godwit::check
