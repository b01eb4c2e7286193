// SPDX-License-Identifier: BSL-1.0
#include <string>

#include "cli/command.h"
#include "command/create.h"

namespace godwit::cli {
namespace {

command::CreateRequest request_of(const Invocation& invocation) {
  command::CreateRequest request = invocation.arguments.create;
  if (request.name.empty() && invocation.arguments.name_from_environment) {
    request.name = value_of(invocation.environment, "NAME");
  }
  request.sets = invocation.sets;
  return request;
}

}  // namespace

ExitCode run_create(Invocation& invocation) {
  const command::CreateRequest request = request_of(invocation);
  const auto places = command::create_places(request, invocation.carried);
  if (!places) return fail(invocation, places.error(), ExitCode::usage);
  const auto created = command::create(request, *places);
  if (!created) return fail(invocation, created.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::create_json(invocation.heading, *created));
    return ExitCode::done;
  }
  for (const auto& [set, file] : *created) output.result(file.path);
  return ExitCode::done;
}

}  // namespace godwit::cli
