// SPDX-License-Identifier: BSL-1.0
#include "check/execution.h"

#include <fmt/format.h>
#include <godwit/connection.h>
#include <godwit/migrator.h>

#include <utility>

namespace godwit::check {
namespace {

// Its notes say what a database kept, and this one is gone.
Error without_consequences(Error error) {
  error.notes.clear();
  error.hint.clear();
  return error;
}

Error failed_before(EmbeddedSet set, Error error) {
  error = without_consequences(std::move(error));
  error.notes.push_back(
      fmt::format("in the set {}, which is required", set.name()));
  return error;
}

}  // namespace

std::vector<Error> execution_errors(const MigrationSet& set,
                                    std::span<const EmbeddedSet> before) {
  auto connection = connect("sqlite::memory:");
  if (!connection) return {std::move(connection).error()};
  for (const EmbeddedSet required : before) {
    const RunReport report = Migrator(**connection, required).up();
    if (!report.ok()) return {failed_before(required, *report.error)};
  }
  const RunReport report = Migrator(**connection, set).up();
  if (!report.ok()) return {without_consequences(*report.error)};
  return {};
}

}  // namespace godwit::check
