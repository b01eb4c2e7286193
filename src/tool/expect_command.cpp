// SPDX-License-Identifier: BSL-1.0
#include "tool/expect_command.h"

#include <fmt/format.h>

#include <utility>

#include "base/errors.h"
#include "cli/options.h"
#include "command/whole_file.h"
#include "generate/replayed_schema.h"
#include "tool/output_file.h"
#include "tool/replayed_set.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::Invocation;

Error check_of_nothing() {
  return make_error(ErrorCode::invalid_argument,
                    "nothing says which file is to be checked",
                    "name it with --output");
}

Error not_expected(const std::string& file, const std::string& object) {
  Error error = make_error(
      ErrorCode::edited,
      object.empty() ? std::string("this is the schema of other migrations")
                     : fmt::format("the migrations make another {}", object),
      "write it anew, without --check");
  error.location = {.file = file, .line = 1, .column = 1};
  return error;
}

// A build goes on: what is broken is told by its check, and `drift` says that
// it knows of no schema.
ExitCode go_without(const Invocation& invocation, Error error) {
  // That it was not run is what the check has said.
  if (error.code != ErrorCode::requirement_unmet) {
    error.notes.emplace_back(
        "the program will not know which schema its migrations make");
    invocation.output.message(error, report::LogSeverity::warning);
  }
  auto written = write_if_different(invocation.arguments.output, "");
  return written ? ExitCode::done : fail(invocation, written.error());
}

// Not the version of the server, which may have been updated meanwhile.
ExitCode check_expected(const Invocation& invocation,
                        const schema::ExpectedSchema& made) {
  const std::string& file = invocation.arguments.output;
  if (file.empty())
    return fail(invocation, check_of_nothing(), ExitCode::usage);
  const auto there = command::read_whole_file(file);
  if (!there) return fail(invocation, there.error());
  const auto expected = schema::read_expected_schema(*there);
  if (!expected) return fail(invocation, expected.error());
  const auto found = schema::differences(expected->model, made.model);
  if (!found.empty() || expected->digest != made.digest) {
    const std::string object =
        found.empty() ? "" : schema::label(found.front().id());
    return fail(invocation, not_expected(file, object),
                ExitCode::not_up_to_date);
  }
  invocation.output.remark(
      "the migrations make the schema that is written "
      "there");
  return ExitCode::done;
}

ExitCode run_expect(Invocation& invocation) {
  const auto set = replayed_set(invocation);
  if (!set) return fail(invocation, set.error(), ExitCode::usage);
  const auto schema = generate::replayed_schema(set->request);
  if (!schema) {
    return invocation.arguments.replay.warn
               ? go_without(invocation, schema.error())
               : fail(invocation, schema.error());
  }
  if (invocation.arguments.replay.check) {
    return check_expected(invocation, schema->made);
  }
  return tell_made(invocation, schema::to_text(schema->made));
}

void declare_expect(cli::Options& options, Arguments& arguments) {
  declare_replay(options, arguments);
  options.flag("--check", arguments.replay.check,
               "Write nothing; exit 3 where the file has another schema");
  options.flag("--warn", arguments.replay.warn,
               "Where the migrations do not run, warn and write an empty file, "
               "as builds do");
}

}  // namespace

const cli::Command expect = {
    .name = "expect",
    .description = "Write down which schema migrations make, for drift",
    .examples =
        "expect migrations/postgresql --scratch postgresql:///postgres "
        "--output migrations/postgresql/expected.schema\n"
        "expect migrations --dialect sqlite",
    .declare = declare_expect,
    .run = run_expect,
    .needs_database = false,
};

}  // namespace godwit::tool
