// SPDX-License-Identifier: BSL-1.0
#include "command/inspect.h"

#include <fmt/format.h>

#include <utility>

#include "migration/placeholders.h"

namespace godwit::command {
namespace {

// The place is one in the migration that is broken.
Error broken_set(Error error, std::string_view set, const std::string& file) {
  error.notes.push_back(fmt::format("in the set '{}' of {}", set, file));
  return error;
}

void add_set(EmbeddedSet set, const std::string& file, Inspection& inspection) {
  auto migrations = set_to_look_at(set);
  if (!migrations) {
    inspection.problems.push_back(
        broken_set(std::move(migrations).error(), set.name(), file));
  } else {
    inspection.sets.push_back(
        {.embedded = set, .migrations = *std::move(migrations), .file = file});
  }
}

void look_into(const std::string& file, const StopToken& stop,
               Inspection& inspection) {
  Binary& binary = inspection.binaries.emplace_back();
  if (auto read = read_binary(file, stop, binary); !read) {
    inspection.problems.push_back(std::move(read).error());
  }
  for (const BinarySet& set : binary.found.sets) {
    add_set(set.embedded(), file, inspection);
  }
  for (const Error& problem : binary.found.problems) {
    inspection.problems.push_back(problem);
  }
}

}  // namespace

Inspection inspect(std::span<const std::string> files, const StopToken& stop) {
  Inspection inspection;
  for (const std::string& file : files) look_into(file, stop, inspection);
  return inspection;
}

Result<std::vector<CarriedSet>> list(Sets sets) {
  std::vector<CarriedSet> carried;
  for (const EmbeddedSet embedded : sets) {
    auto migrations = set_to_look_at(embedded);
    if (!migrations) return std::move(migrations).error();
    carried.push_back(
        {.embedded = embedded, .migrations = *std::move(migrations)});
  }
  return carried;
}

}  // namespace godwit::command
