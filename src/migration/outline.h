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

/// A place in a set, by what stands before it: as it is made, nothing does.
struct SetPosition {
  std::size_t migrations = 0;
  std::size_t files = 0;
  /// Of the lines of the outline, in bytes.
  std::size_t outline = 0;
};

/// Goes through the beginning of a set by its outline alone, as long as that
/// has one migration after the other and their files stand in the same order.
class OutlineWalk {
 public:
  explicit OutlineWalk(EmbeddedSet embedded);

  /// Goes on behind the next migration, if that has this version, as it is
  /// written, and this checksum. False: it stays where it is.
  bool go_on(std::string_view version, std::string_view checksum);
  const SetPosition& position() const noexcept { return position_; }

 private:
  EmbeddedSet embedded_;
  std::string_view text_;  // behind the position
  SetPosition position_;
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
  static Outline of(EmbeddedSet embedded, const SetPosition& from = {});

  /// Null: the file is to be read. The index is that of the way up.
  OutlinedMigration* find(std::size_t file) noexcept;

 private:
  std::vector<std::optional<OutlinedMigration>> by_file_ = {};
};

/// The outline of a set that was read, as text (docs/format.md).
std::string outline_of(const MigrationSet& set, EmbeddedSet embedded);

}  // namespace godwit
