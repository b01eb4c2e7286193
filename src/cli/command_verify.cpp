// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"

namespace godwit::cli {
namespace {

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
  std::optional<Error> diverged;
  for (MigratedSet& set : database->sets) {
    Result<void> verified = set.migrator.verify(request);
    if (verified) continue;
    if (verified.error().code != ErrorCode::diverged) return verified;
    Error first = diverged.value_or(verified.error());
    if (!diverged) first.notes.clear();
    diverged = joined(std::move(first), set, verified.error());
  }
  if (diverged) return *diverged;
  return {};
}

}  // namespace

ExitCode run_verify(Invocation& invocation) {
  const Result<void> verified = verify(invocation);
  if (!verified) {
    const bool diverged = verified.error().code == ErrorCode::diverged;
    return fail(invocation, verified.error(),
                diverged ? ExitCode::not_up_to_date : ExitCode::failed);
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
