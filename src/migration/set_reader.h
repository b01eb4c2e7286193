// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "migration/file_name.h"
#include "migration/outline.h"
#include "migration/placeholders.h"
#include "migration/script_reader.h"
#include "migration/text_part.h"

namespace godwit {

/// What a directory holds and everything that is wrong with it.
struct ReadSet {
  MigrationSet set = {};
  /// Empty: the set is good.
  std::vector<Error> errors = {};
};

/// The set, or the first of its errors.
Result<MigrationSet> only_good(ReadSet read);

/// The migrations behind a place, with all that the set has beside its
/// migrations but the snapshot; for who looks at it and does not run it.
Result<MigrationSet> read_from(EmbeddedSet embedded, const SetPosition& from);

/// Reads a directory in Godwit's own formats. Reading goes on after an error,
/// so that a build shows all of them at once.
class MigrationSetReader {
 public:
  MigrationSetReader(EmbeddedSet embedded, Placeholders placeholders)
      : embedded_(embedded),
        placeholders_(std::move(placeholders)),
        outline_(Outline::of(embedded)) {}
  /// What is behind a place alone; a set with an outline has no placeholders.
  MigrationSetReader(EmbeddedSet embedded, const SetPosition& from)
      : embedded_(embedded),
        outline_(Outline::of(embedded, from)),
        from_(from) {}
  /// For who looks at it and does not run it: placeholders have stand-ins.
  explicit MigrationSetReader(EmbeddedSet embedded)
      : MigrationSetReader(embedded, Placeholders::stand_ins(embedded)) {}

  ReadSet read();

 private:
  struct File {
    FileName name;
    TextPart part;
    std::size_t index = 0;  // in the set
  };
  using Group = std::span<const File>;

  std::vector<File> read_names();
  void read_group(Group group);
  bool readable(const File& file);
  bool take_outlined(Group group);
  static Script outlined_script(Group group, OutlinedHalf half);
  void read_whole(const File& file);
  void read_code(const File& file);
  void read_pair(const File& up, const File* down);
  void add(const File& file, const TextPart& preamble, const TextPart& up,
           const TextPart* down);
  HalfFacts facts_of(Direction direction, bool has_down,
                     std::optional<MigrationKind> kind);
  void read_snapshot();
  void read_further_parts();
  TextPart part_of(std::size_t index) const;
  std::optional<Migration> read_script(const TextPart& part,
                                       std::optional<MigrationKind> kind);
  void read_repeatable(std::size_t index);
  void read_seed(std::size_t index);
  void read_hook(std::size_t index);
  void derive_way_down(Migration& migration);
  void order_repeatable();
  void fail(Error error);

  EmbeddedSet embedded_;
  Placeholders placeholders_;
  Outline outline_;
  SetPosition from_ = {};
  ReadSet result_;
  /// Where a directive names another script, of repeatable scripts and of
  /// migrations.
  std::vector<NamedScript> named_;
};

}  // namespace godwit
