// SPDX-License-Identifier: BSL-1.0
#pragma once

// Bytes of rows as the header of a schema declares them, for sqlite_orm
// (https://github.com/fnc12/sqlite_orm), which by itself knows
// std::vector<char>. The program has that library, and links SQLite.

#include <godwit/requires_cxx20.h>
#include <sqlite3.h>
#include <sqlite_orm/sqlite_orm.h>

#include <cstddef>
#include <string>
#include <vector>

namespace godwit::detail {

inline std::vector<std::byte> copied_bytes(const void* bytes, int size) {
  const auto* begin = static_cast<const std::byte*>(bytes);
  if (size <= 0) return {};
  return {begin, begin + size};
}

// Not null, which SQLite would take for NULL.
inline const void* bytes_of(const std::vector<std::byte>& value) {
  return value.empty() ? static_cast<const void*>("") : value.data();
}

}  // namespace godwit::detail

namespace sqlite_orm {

template <>
struct type_printer<std::vector<std::byte>> : blob_printer {};

template <>
struct statement_binder<std::vector<std::byte>> {
  int bind(sqlite3_stmt* statement, int index,
           const std::vector<std::byte>& value) const {
    return sqlite3_bind_blob(statement, index, godwit::detail::bytes_of(value),
                             static_cast<int>(value.size()), SQLITE_TRANSIENT);
  }

  void result(sqlite3_context* context,
              const std::vector<std::byte>& value) const {
    sqlite3_result_blob(context, godwit::detail::bytes_of(value),
                        static_cast<int>(value.size()), SQLITE_TRANSIENT);
  }
};

/// In hexadecimal digits.
template <>
struct field_printer<std::vector<std::byte>> {
  std::string operator()(const std::vector<std::byte>& value) const {
    constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : value) {
      text += digits[std::to_integer<unsigned>(byte >> 4)];
      text += digits[std::to_integer<unsigned>(byte & std::byte{15})];
    }
    return text;
  }
};

template <>
struct row_extractor<std::vector<std::byte>> {
  /// Of a value that SQLite has made a text of, which ends at its first NUL.
  std::vector<std::byte> extract(const char* text) const {
    const std::string copy = text == nullptr ? "" : text;
    return godwit::detail::copied_bytes(copy.data(),
                                        static_cast<int>(copy.size()));
  }

  std::vector<std::byte> extract(sqlite3_stmt* statement, int column) const {
    const void* bytes = sqlite3_column_blob(statement, column);
    return godwit::detail::copied_bytes(
        bytes, sqlite3_column_bytes(statement, column));
  }

  std::vector<std::byte> extract(sqlite3_value* value) const {
    const void* bytes = sqlite3_value_blob(value);
    return godwit::detail::copied_bytes(bytes, sqlite3_value_bytes(value));
  }
};

}  // namespace sqlite_orm
