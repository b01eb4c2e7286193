// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "generate/header/header_content.h"

namespace godwit::generate {

/// The tables as a storage of sqlite_orm (https://github.com/fnc12/sqlite_orm)
/// whose objects are the rows of the typed header. Only tables that
/// `sync_schema_simulate` finds as the storage says them. `schema_header`: the
/// typed header, as it is included.
std::string sqlite_orm_header(const HeaderContent& content,
                              const std::string& set,
                              const std::string& schema_header);

}  // namespace godwit::generate
