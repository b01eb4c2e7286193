// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <optional>
#include <string_view>

namespace godwit::driver::libsql {

/// What a statement wants that libSQL servers do not have. Absent: nothing that
/// is known.
std::optional<Error> lacking(std::string_view statement);

}  // namespace godwit::driver::libsql
