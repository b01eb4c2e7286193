// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <string>
#include <string_view>
#include <vector>

#include "migration/text_part.h"

namespace godwit {

/// The names that stand in the texts of a set as `${name}`, each with what it
/// stands for.
class Placeholders {
 public:
  Placeholders() = default;
  /// Fails with invalid_argument where a name has neither a value nor a
  /// default, and where a value has more than one line.
  static Result<Placeholders> of(EmbeddedSet set,
                                 const PlaceholderValues& values);
  /// Where nothing is run: each default or else the name itself, which is good
  /// for most of what a name can stand for.
  static Placeholders stand_ins(EmbeddedSet set);

  bool empty() const noexcept { return values_.empty(); }
  /// A text with its names replaced, but for those in comments; lines stay
  /// where they are. Fails with invalid_migration at a name that is not known.
  Result<std::string> fill(const TextPart& part, Dialect dialect) const;
  /// Names and values, of which no two sets have the same text.
  std::string text() const;

 private:
  PlaceholderValues values_;
};

/// The names that a set declares.
std::vector<std::string> declared_placeholders(EmbeddedSet set);

/// EmbeddedSet::digest, and with placeholders one that differs where their
/// values do. Where a value is missing it is that of no set.
std::string digest_with(EmbeddedSet set, const PlaceholderValues& values);

/// The set as one looks at it without a database: its texts have stand-ins, and
/// it must not be run.
Result<MigrationSet> set_to_look_at(EmbeddedSet set);

}  // namespace godwit
