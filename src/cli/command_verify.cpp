// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"

namespace godwit::cli {
namespace {

// It was found out how the database differs.
bool is_difference(const Error& error) {
  switch (error.code) {
    case ErrorCode::pending:
    case ErrorCode::edited:
    case ErrorCode::missing:
    case ErrorCode::binary_too_old:
    case ErrorCode::interrupted:
    case ErrorCode::out_of_order:
      return true;
    default:
      return false;
  }
}

// One error that names all differences of all sets.
Error joined(Error first, const MigratedSet& set, const Error& error) {
  for (const std::string& note : error.notes) {
    first.notes.push_back(fmt::format("{}: {}", set.name(), note));
  }
  return first;
}

Result<void> verify(Invocation& invocation) {
  const VerifyRequest& request = invocation.arguments.verify;
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return std::move(database).error();
  if (database->sets.size() == 1) {
    return database->sets.front().migrator.verify(request);
  }
  std::optional<Error> different;
  for (MigratedSet& set : database->sets) {
    Result<void> verified = set.migrator.verify(request);
    if (verified) continue;
    if (!is_difference(verified.error())) return verified;
    Error first = different.value_or(verified.error());
    if (!different) first.notes.clear();
    different = joined(std::move(first), set, verified.error());
  }
  if (different) return *different;
  return {};
}

}  // namespace

ExitCode run_verify(Invocation& invocation) {
  const Result<void> verified = verify(invocation);
  if (!verified) {
    return fail(invocation, verified.error(),
                is_difference(verified.error()) ? ExitCode::not_up_to_date
                                                : ExitCode::failed);
  }
  if (invocation.output.options().json) {
    invocation.output.result(report::verify_json(invocation.heading));
  }
  invocation.output.remark(
      invocation.arguments.verify.exact
          ? "the database has exactly these migrations"
          : "the database has all of these migrations, unchanged");
  return ExitCode::done;
}

}  // namespace godwit::cli
