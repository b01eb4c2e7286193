// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <string>

#include "generate/header/header_content.h"

namespace godwit::generate {

/// The tables as sqlpp23 (https://github.com/rbock/sqlpp23) wants them, by the
/// names that they have in the typed header, which it does not need.
std::string sqlpp23_header(const HeaderContent& content, const std::string& set,
                           Dialect dialect);

}  // namespace godwit::generate
