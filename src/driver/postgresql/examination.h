// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <vector>

#include "driver/examination.h"
#include "driver/postgresql/handles.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// See Session::examine. `connection` is that of the session.
std::vector<Observation> examine(Session& session, PGconn* connection,
                                 const Examination& about);

}  // namespace godwit::driver::postgresql
