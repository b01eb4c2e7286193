// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "driver/examination.h"
#include "driver/libsql/server.h"
#include "driver/session.h"

namespace godwit::driver::libsql {

/// What is worth knowing of a token before it is used. `now`: by the clock of
/// this machine. `token`: empty: there is none.
std::vector<Observation> examine_token(const std::string& token,
                                       bool this_machine,
                                       std::chrono::sys_seconds now);

/// What is worth knowing of a server, a database on it, and the way to it.
std::vector<Observation> examine(Session& session, Server& server,
                                 const Waiting& waiting);

}  // namespace godwit::driver::libsql
