// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <string>
#include <string_view>

namespace godwit::schema {

/// A name as people write it in SQL: in quotes only where it would otherwise be
/// another one, or a keyword that the database reserves.
std::string written_name(std::string_view name, Dialect dialect);

}  // namespace godwit::schema
