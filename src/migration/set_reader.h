// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <span>
#include <vector>

#include "migration/file_name.h"
#include "migration/script_reader.h"
#include "migration/text_part.h"

namespace godwit {

/// What a directory holds and everything that is wrong with it.
struct ReadSet {
  MigrationSet set = {};
  /// Empty: the set is good.
  std::vector<Error> errors = {};
};

/// Reads a directory in Godwit's own formats. Reading goes on after an error,
/// so that a build shows all of them at once.
class MigrationSetReader {
 public:
  explicit MigrationSetReader(EmbeddedSet embedded) : embedded_(embedded) {}

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
  void read_whole(const File& file);
  void read_code(const File& file);
  void read_pair(const File& up, const File* down);
  void add(const File& file, const TextPart& preamble, const TextPart& up,
           const TextPart* down);
  void read_snapshot();
  void fail(Error error);

  EmbeddedSet embedded_;
  ReadSet result_;
};

}  // namespace godwit
