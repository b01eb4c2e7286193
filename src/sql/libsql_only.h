// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::sql {

/// What a statement has that libSQL knows and SQLite does not, such as
/// "ALTER TABLE … ALTER COLUMN". Empty: nothing that is known.
std::string_view libsql_only(std::string_view statement);

}  // namespace godwit::sql
