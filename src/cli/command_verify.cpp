// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"

namespace godwit::cli {
namespace {

Result<void> verify(Invocation& invocation) {
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return std::move(database).error();
  return database->migrator.verify();
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
  invocation.output.remark("the database has exactly these migrations");
  return ExitCode::done;
}

}  // namespace godwit::cli
