// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "check/lint/facts.h"

namespace godwit::check {

/// Whether SQLite, or a build of it with encryption, has one of this name. Of
/// others it says nothing.
bool is_known(const Pragma& pragma);
/// The name that was most likely meant, as a question. Empty: none is near.
std::string pragma_suggestion(const Pragma& pragma);

/// Whether it sets what only the application's own connections should have: a
/// migration neither needs it nor passes it on.
bool is_of_connection(const Pragma& pragma);

bool sets_journal(const Pragma& pragma);
bool is_wal(const Pragma& pragma);

/// What SQLite takes the value of an auto_vacuum for: all but "full",
/// "incremental", 1 and 2, so "on" too.
bool switches_auto_vacuum_off(const Pragma& pragma);

}  // namespace godwit::check
