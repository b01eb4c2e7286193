// SPDX-License-Identifier: BSL-1.0
#pragma once

// What the header of a schema is made of, see SCHEMA_HEADER of
// godwit_add_migrations(): constants that the compiler knows.

#include <godwit/requires_cxx20.h>

#include <optional>
#include <span>
#include <string_view>

namespace godwit {

/// A table, as the database names it.
struct Table {
  std::string_view name = {};
  /// Of PostgreSQL, such as "public". Empty on SQLite.
  std::string_view schema = {};

  friend constexpr bool operator==(const Table&, const Table&) = default;
};

/// A column whose values are of the type T in C++: `std::optional` where the
/// database may have none.
template <typename T>
struct Column {
  using type = T;

  std::string_view name = {};
  /// The database gives it a value where an INSERT names none.
  bool has_default = false;
  /// It is, or is a part of, the primary key.
  bool primary_key = false;
  /// No two rows have the same value, by a key or an index of this column
  /// alone.
  bool unique = false;
  /// The database computes it: no INSERT and no UPDATE may name it.
  bool generated = false;

  /// There may be no value.
  static constexpr bool nullable = false;
};

template <typename T>
struct Column<std::optional<T>> {
  using type = std::optional<T>;

  std::string_view name = {};
  bool has_default = false;
  bool primary_key = false;
  bool unique = false;
  bool generated = false;

  static constexpr bool nullable = true;
};

/// A column, and the one that it refers to.
struct ColumnPair {
  std::string_view column = {};
  std::string_view referenced = {};
};

/// Values of `table` that must be there in `references`. Views what it was made
/// of.
struct ForeignKey {
  Table table = {};
  Table references = {};
  std::span<const ColumnPair> columns = {};
};

/// How a value is read that the database gives as a text. A program specialises
/// it for a type that TYPE_MAP names:
///
///   template <>
///   struct godwit::ValueText<shop::Money> {
///     // Absent: the text is not one of this type.
///     static std::optional<shop::Money> read(std::string_view text);
///   };
template <typename T>
struct ValueText;

}  // namespace godwit
