// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace godwit {

/// Where one file lies in the blobs of an EmbeddedSet. Offsets and not
/// pointers, so that ten thousand files cost no relocations (measured: 3
/// against 20,003).
struct EmbeddedEntry {
  std::uint32_t name_offset;
  std::uint32_t name_size;
  std::uint32_t text_offset;
  std::uint32_t text_size;
};

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
  /// SHA-256 over names and texts of all files, in hexadecimal; texts with line
  /// endings normalised and without a byte order mark.
  std::string_view digest;
  const char* names;
  /// The bytes of the files as they are on disk, each followed by a NUL.
  const char* texts;
  const EmbeddedEntry* entries;
  /// 64 hexadecimal digits for each file, one after the other: the SHA-256 of
  /// the text as in `digest`.
  const char* checksums;
  std::size_t size;

  /// File name without directory, such as "0001_create_person.sql".
  constexpr std::string_view file_name(std::size_t index) const noexcept {
    return {names + entries[index].name_offset, entries[index].name_size};
  }
  constexpr std::string_view text(std::size_t index) const noexcept {
    return {texts + entries[index].text_offset, entries[index].text_size};
  }
  constexpr std::string_view checksum(std::size_t index) const noexcept {
    return {checksums + index * 64, 64};
  }
};

}  // namespace godwit
