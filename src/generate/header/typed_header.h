// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <string>

#include "generate/header/header_content.h"

namespace godwit::generate {

/// The header as it is written: the same bytes for the same content. `set`: the
/// name of the set. `dialect`: that of its SQL.
std::string typed_header(const HeaderContent& content, const std::string& set,
                         Dialect dialect);

}  // namespace godwit::generate
