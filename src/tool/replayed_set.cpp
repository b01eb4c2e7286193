// SPDX-License-Identifier: BSL-1.0
#include "tool/replayed_set.h"

#include <fmt/format.h>

#include <span>
#include <string>
#include <utility>

#include "base/errors.h"
#include "command/lint.h"
#include "report/json.h"
#include "tool/output_file.h"
#include "tool/scratch_server.h"

namespace godwit::tool {
namespace {

Error not_one_set(std::size_t count) {
  return make_error(
      ErrorCode::invalid_argument,
      count == 0
          ? std::string("nothing says of which migrations")
          : fmt::format("there are {} sets, and this is about one", count),
      "name a directory of migrations, or a library that has one set");
}

}  // namespace

void declare_replay_of(cli::Options& options, cli::Arguments& arguments) {
  cli::ReplayArguments& replay = arguments.replay;
  options.arguments("FILE", arguments.files,
                    "A directory of migrations, or a library that has them");
  cli::declare_dialect(options, replay.dialect);
  options.value("--scratch", "URL",
                "A server on which a scratch database may be made",
                [&](const std::string& text) { replay.scratch = text; });
  options.values(
      "--before", "FILE", "File of sets that are applied before",
      [&](const std::string& text) { replay.before.push_back(text); });
}

cli::Option declare_replay(cli::Options& options, cli::Arguments& arguments) {
  declare_replay_of(options, arguments);
  return options.value(
      "--output", "FILE",
      "Write it there, unless it is there already (standard output)",
      [&](const std::string& text) { arguments.output = text; });
}

Result<ReplayedSet> replayed_set(cli::Invocation& invocation) {
  const cli::ReplayArguments& arguments = invocation.arguments.replay;
  auto subject = command::lint_subject(
      arguments.before, invocation.arguments.files, arguments.dialect,
      invocation.sets, invocation.stop);
  if (!subject) return std::move(subject).error();
  if (subject->sets.size() != 1) return not_one_set(subject->sets.size());
  const EmbeddedSet set = subject->sets.front();
  generate::ReplayRequest request{.set = set,
                                  .before = subject->earlier,
                                  .on_connect = invocation.program.on_connect,
                                  .stop = invocation.stop};
  auto server = scratch_server(invocation, set.dialect(), arguments.scratch,
                               std::span(&set, 1));
  if (!server) return std::move(server).error();
  request.server = *std::move(server);
  return ReplayedSet{*std::move(subject), std::move(request)};
}

cli::ExitCode tell_made(const cli::Invocation& invocation,
                        const std::string& text) {
  const std::string& output = invocation.arguments.output;
  if (!output.empty()) {
    auto written = write_if_different(output, text);
    if (!written) return fail(invocation, written.error());
  }
  if (invocation.output.options().json) {
    invocation.output.result(report::help_json(invocation.heading, text));
  } else if (output.empty()) {
    invocation.output.result(text.substr(0, text.size() - 1));
  }
  return cli::ExitCode::done;
}

}  // namespace godwit::tool
