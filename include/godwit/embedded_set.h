// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

/// Visible outside of a shared library, whatever the project's default is.
#if defined(__GNUC__)
#define GODWIT_VISIBLE [[gnu::visibility("default")]]
#else
#define GODWIT_VISIBLE
#endif

namespace godwit {

/// Where one file lies in the data of an EmbeddedSet. Offsets and not
/// pointers, so that ten thousand files cost no relocations (measured: 3
/// against 20,003). Its checksum, 64 hexadecimal digits, follows the name and a
/// NUL.
struct EmbeddedEntry {
  std::uint32_t name_offset;
  std::uint32_t name_size;
  std::uint32_t text_offset;
  std::uint32_t text_size;
};

struct EmbeddedSet;

/// The function that a generated header declares.
using EmbeddedSetAccessor = const EmbeddedSet& (*)() noexcept;

/// A migrations directory as the build embedded it: constant data written by
/// scripts/embed.py, reached through the accessor function of the generated
/// header. Nothing here needs start-up work, and nothing owns memory.
struct EmbeddedSet {
  /// The CMake target, such as "shop_migrations".
  std::string_view name;
  Dialect dialect;
  /// The directory relative to the top of the source tree, with '/' and without
  /// a final '/', such as "migrations/sqlite". Messages name files through it.
  std::string_view directory;
  /// Used when neither an option nor the environment names a database. May be
  /// empty. Never holds a password.
  std::string_view default_url;
  /// Name of the history table, optionally with a schema before it
  /// ("schema.table"). Empty: "godwit_migrations".
  std::string_view history_table;
  /// The sets that must be applied before this one, for the same database.
  std::span<const EmbeddedSetAccessor> required;
  /// SHA-256 over names and texts of all files, in hexadecimal; texts with line
  /// endings normalised and without a byte order mark.
  std::string_view digest;
  /// All of the set in one piece, as docs/format.md describes, so that it can
  /// be found in any binary. Holds the bytes of the files as they are on disk,
  /// each followed by a NUL.
  const char* data;
  const EmbeddedEntry* entries;
  std::size_t size;

  /// File name without directory, such as "0001_create_person.sql".
  constexpr std::string_view file_name(std::size_t index) const noexcept {
    return {data + entries[index].name_offset, entries[index].name_size};
  }
  constexpr std::string_view text(std::size_t index) const noexcept {
    return {data + entries[index].text_offset, entries[index].text_size};
  }
  /// The SHA-256 of the text as in `digest`.
  constexpr std::string_view checksum(std::size_t index) const noexcept {
    return {file_name(index).data() + entries[index].name_size + 1, 64};
  }
};

}  // namespace godwit
