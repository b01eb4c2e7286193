// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit::sql {

/// Whether libSQL servers refuse a PRAGMA, whose name is in small letters.
/// `has_value`: it is set, or asked about something.
bool libsql_refuses_pragma(std::string_view name, bool has_value);

}  // namespace godwit::sql
