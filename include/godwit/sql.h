// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/requires_cxx20.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace godwit {

/// The SQL language that a set of migrations is written in.
enum class Dialect : std::uint8_t { postgresql, sqlite };

/// "postgresql" or "sqlite".
std::string_view to_string(Dialect dialect) noexcept;

/// One SQL statement inside a text, as byte offsets. Begins at its first
/// character that is neither space nor comment and ends before its semicolon.
struct StatementRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// How migrations are grouped into transactions.
enum class TransactionMode : std::uint8_t {
  each,   ///< one transaction for each migration
  batch,  ///< one for the whole run, all or nothing
};

/// "each" or "batch".
std::string_view to_string(TransactionMode mode) noexcept;

}  // namespace godwit
