// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include <string>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/options.h"
#include "command/create.h"

namespace godwit::cli {
namespace {

Error no_name_in_environment() {
  return make_error(ErrorCode::invalid_argument,
                    "the new migration has no name",
                    "set the environment variable NAME, such as "
                    "NAME=add_email");
}

command::CreateRequest create_request(const Invocation& invocation) {
  command::CreateRequest request = invocation.arguments.create;
  if (request.name.empty() && invocation.arguments.name_from_environment) {
    request.name = value_of(invocation.environment, "NAME");
  }
  request.sets = invocation.sets;
  return request;
}

ExitCode run_create(Invocation& invocation) {
  const command::CreateRequest request = create_request(invocation);
  if (invocation.arguments.name_from_environment && request.name.empty() &&
      !request.revert_of) {
    return fail(invocation, no_name_in_environment(), ExitCode::usage);
  }
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

void declare_create(Options& options, Arguments& arguments) {
  command::CreateRequest& request = arguments.create;
  options.argument("NAME", request.name, "What it does, such as add_email")
      .optional();
  options.flag("--name-from-environment", arguments.name_from_environment,
               "Take the environment variable NAME where no name is given, as "
               "the build target does");
  const Option pair = options.flag(
      "--pair", [&] { request.form = command::Form::pair; },
      "Write two files, one for each direction");
  const Option code =
      options
          .flag(
              "--cpp", [&] { request.form = command::Form::code; },
              "Write it in C++")
          .excludes(pair);
  const Option revert = options
                            .value(
                                "--revert-of", "VERSION",
                                "Undo that one by a new migration, which has "
                                "its way down as way up",
                                [&](const std::string& text) {
                                  request.revert_of = *Version::parse(text);
                                },
                                check_version)
                            .excludes(code);
  const Option seed = options.flag(
      "--seed", [&] { request.part = SetPart::seeds; }, "Write a seed");
  seed.excludes(pair).excludes(code).excludes(revert);
  options
      .value("--environment", "NAME",
             "With --seed: where it belongs, such as dev (everywhere)",
             [&](const std::string& text) { request.environment = text; })
      .needs(seed);
  const Option repeatable =
      options
          .flag(
              "--repeatable", [&] { request.part = SetPart::repeatable; },
              "Write a repeatable script, such as a view")
          .excludes(seed)
          .excludes(pair)
          .excludes(code)
          .excludes(revert);
  options
      .flag("--timestamp", request.timestamp,
            "Number it by date and time (UTC)")
      .excludes(repeatable);
  options.values(
      "--directory", "[SET=]DIR",
      "Where to write, for one set if so prefixed (the directory that the set "
      "was built from)",
      [&](const std::string& text) { request.directories.push_back(text); });
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::create = {
    .name = "create",
    .description = "Write the files of a new migration",
    .examples =
        "create add_email\n"
        "create 'add email' --pair\n"
        "create normalise_phones --cpp\n"
        "create --revert-of 0007\n"
        "create users --seed --environment dev\n"
        "create active_person --repeatable\n"
        "create add_email --timestamp --directory migrations",
    .declare = cli::declare_create,
    .run = cli::run_create,
    .needs_database = false,
};

}  // namespace godwit
