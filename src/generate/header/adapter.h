// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit::generate {

/// A library of C++ that can be told the schema, in a header of its own beside
/// the typed one.
enum class Adapter : std::uint8_t { sqlpp23, sqlite_orm };

std::string_view to_string(Adapter adapter) noexcept;

/// Fails where there is none of the name.
Result<Adapter> adapter_named(const std::string& name);

/// Fails where the library knows no database of the dialect.
Result<void> check_adapter(Adapter adapter, Dialect dialect);

/// The file of its header, beside that of the schema: "shop_schema_sqlpp23.h"
/// of "shop_schema.h".
std::string adapter_file(const std::string& schema_header, Adapter adapter);

}  // namespace godwit::generate
