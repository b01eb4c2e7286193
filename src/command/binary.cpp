// SPDX-License-Identifier: BSL-1.0
#include "command/binary.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"
#include "command/whole_file.h"

namespace godwit::command {
namespace {

Error carries_nothing(const std::string& file) {
  Error error =
      make_error(ErrorCode::invalid_argument, "no migrations in this file",
                 "name the library that godwit_add_migrations makes, or a "
                 "program that links it; a compressed file shows nothing");
  error.location.file = file;
  return error;
}

}  // namespace

Result<void> read_binary(const std::string& file, const StopToken& stop,
                         Binary& binary) {
  auto bytes = read_whole_file(file, {.stop = stop});
  if (!bytes) return std::move(bytes).error();
  binary.bytes = *std::move(bytes);
  binary.found = find_sets(binary.bytes);
  for (Error& problem : binary.found.problems) problem.location.file = file;
  if (binary.found.sets.empty() && binary.found.problems.empty()) {
    return carries_nothing(file);
  }
  return {};
}

namespace {

bool lies_beside(const std::string& file, EmbeddedSet set) {
  if (file == set.snapshot_file()) return true;
  for (const SetPart part :
       {SetPart::hooks, SetPart::repeatable, SetPart::seeds}) {
    const std::string_view directory = set.directory_of(part);
    const bool inside =
        !directory.empty() && file.starts_with(fmt::format("{}/", directory));
    if (inside) return true;
  }
  return false;
}

// Beside the directory, as seen from the top of the source tree.
void move_beside(std::string_view directory, EmbeddedSet set,
                 SourceLocation& location) {
  const std::string below = fmt::format("/{}", set.directory());
  if (!directory.ends_with(below)) return;
  directory.remove_suffix(below.size());
  location.file = fmt::format("{}/{}", directory, location.file);
}

}  // namespace

void move_to(const std::string& directory, EmbeddedSet set,
             SourceLocation& location) {
  if (!directory.empty() && lies_beside(location.file, set)) {
    return move_beside(directory, set, location);
  }
  const std::string prefix = fmt::format("{}/", set.directory());
  if (directory.empty() || !location.file.starts_with(prefix)) return;
  location.file =
      fmt::format("{}/{}", directory, location.file.substr(prefix.size()));
}

}  // namespace godwit::command
