// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_set.h>
#include <godwit/migration.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// Where in a file of a set one half of a migration is.
struct OutlinedHalf {
  /// Index in the set.
  std::size_t file = 0;
  /// In its text behind a byte order mark.
  std::size_t begin = 0;
  std::size_t end = 0;
  std::uint32_t first_line = 1;
  /// In the half.
  std::vector<StatementRange> statements = {};
};

struct OutlinedMigration {
  std::string_view checksum = {};
  OutlinedHalf up = {};
  std::optional<OutlinedHalf> down = {};
};

/// What reading a set comes to, as its build has written it down, so that
/// programs need not read it again: lexing and hashing is nearly all that a
/// start with something to do costs by itself. Only migrations without
/// directives are in it, which are nearly all.
class Outline {
 public:
  /// Without migrations where the set has no outline, or that of other texts or
  /// of another version of Godwit.
  static Outline of(EmbeddedSet embedded);

  /// Null: the file is to be read. The index is that of the way up.
  const OutlinedMigration* find(std::size_t file) const noexcept;

 private:
  std::vector<std::optional<OutlinedMigration>> by_file_ = {};
};

/// The outline of a set that was read, as text (docs/format.md).
std::string outline_of(const MigrationSet& set, EmbeddedSet embedded);

}  // namespace godwit
