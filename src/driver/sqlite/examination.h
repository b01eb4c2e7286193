// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <vector>

#include "driver/examination.h"
#include "driver/session.h"

namespace godwit::driver::sqlite {

/// See Session::examine. `db` is the connection of the session; `missing`: one
/// that stands in for a file that is not there.
std::vector<Observation> examine(Session& session, sqlite3* db, bool missing);

}  // namespace godwit::driver::sqlite
