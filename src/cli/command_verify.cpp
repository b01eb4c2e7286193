// SPDX-License-Identifier: BSL-1.0
#include "cli/command.h"

namespace godwit::cli {
namespace {

Result<void> verify(Invocation& invocation) {
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return std::move(database).error();
  return command::verify(*database, invocation.arguments.verify);
}

}  // namespace

ExitCode run_verify(Invocation& invocation) {
  const Result<void> verified = verify(invocation);
  if (!verified) {
    return fail(invocation, verified.error(),
                command::is_difference(verified.error())
                    ? ExitCode::not_up_to_date
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
