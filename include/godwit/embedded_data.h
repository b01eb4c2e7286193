// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

// What the sources that scripts/embed.py writes are made of. Plain C++11, and
// without the headers of strings, which would take twice as long to compile as
// a megabyte of migrations (measured). Programs use embedded_set.h.

/// Visible outside of a shared library, whatever the project's default is.
#if defined(__GNUC__)
#define GODWIT_VISIBLE [[gnu::visibility("default")]]
#else
#define GODWIT_VISIBLE
#endif

namespace godwit {

template <typename T>
class Result;
class Database;
struct NativeConnection;

/// One direction of a migration in C++.
using StepFunction = Result<void> (*)(Database& database);

struct EmbeddedFunctions {
  StepFunction up;
  /// Null: it is irreversible.
  StepFunction down;
};

/// Which file of a set is C++.
struct EmbeddedCode {
  /// Index of its EmbeddedEntry.
  std::uint32_t file;
  const EmbeddedFunctions* functions;
};

/// Where one file lies in the bytes of an EmbeddedData. Offsets and not
/// pointers, so that ten thousand files cost no relocations (measured: 3
/// against 20,003). Its checksum, 64 hexadecimal digits, follows the name and a
/// NUL.
struct EmbeddedEntry {
  std::uint32_t name_offset;
  std::uint32_t name_size;
  std::uint32_t text_offset;
  std::uint32_t text_size;
};

struct EmbeddedData;

/// Returns data that lives as long as the program.
using EmbeddedDataAccessor = const EmbeddedData& (*)();

/// A set of migrations as constants.
struct EmbeddedData {
  /// The whole set in one piece, as docs/format.md describes.
  const char* bytes;
  const EmbeddedEntry* entries;
  std::size_t size;
  /// The sets that must be applied before this one, for the same database.
  const EmbeddedDataAccessor* required;
  std::size_t required_size;
  /// In the order of the entries.
  const EmbeddedCode* code;
  std::size_t code_size;
  /// ON_CONNECT of godwit_add_migrations. Null: none.
  Result<void> (*on_connect)(const NativeConnection&);
  /// What the migrations make, as docs/format.md describes, with a NUL behind
  /// it. Null: the build did not run them.
  const char* expected_schema;
  /// What the build found where in the texts, as docs/format.md describes, with
  /// a NUL behind it. Null: whoever needs it reads them.
  const char* outline;
};

}  // namespace godwit
