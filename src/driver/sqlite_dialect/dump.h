// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <span>
#include <string>
#include <vector>

#include "driver/session.h"
#include "driver/table_size.h"

namespace godwit::driver::sqlite {

/// See Session::dump.
Result<std::vector<std::string>> dump(Session& session,
                                      std::span<const TableName> without);

}  // namespace godwit::driver::sqlite
