// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/stop.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/child_process.h"
#include "driver/postgresql/connect.h"

namespace godwit::driver::postgresql {

/// One of the client programs of PostgreSQL, such as pg_dump. The password goes
/// to it by its environment, and never stands among the words.
Result<ChildProcess> start_client_program(std::vector<std::string> words,
                                          const ServerPlace& place,
                                          const StopToken& stop);

/// What one says of its failure, a note for each line.
Error client_program_failed(std::string_view program, std::string text);

}  // namespace godwit::driver::postgresql
