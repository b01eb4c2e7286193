// SPDX-License-Identifier: BSL-1.0
#include "tool/header_command.h"

#include <fmt/format.h>

#include <span>
#include <utility>

#include "base/errors.h"
#include "cli/options.h"
#include "command/lint.h"
#include "generate/header/replayed_header.h"
#include "report/json.h"
#include "tool/output_file.h"
#include "tool/scratch_server.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::HeaderArguments;
using cli::Invocation;
using cli::Options;
using generate::HeaderRequest;
using generate::TypeMapping;

Error not_one_set(std::size_t count) {
  return make_error(
      ErrorCode::invalid_argument,
      count == 0
          ? std::string("nothing says of which migrations")
          : fmt::format("there are {} sets, and a header is of one", count),
      "name a directory of migrations, or a library that has one set");
}

Result<HeaderRequest> header_request(Invocation& invocation,
                                     const command::LintSubject& subject) {
  if (subject.sets.size() != 1) return not_one_set(subject.sets.size());
  const HeaderArguments& arguments = invocation.arguments.header;
  HeaderRequest request{.set = subject.sets.front(),
                        .before = subject.earlier,
                        .name_space = arguments.name_space,
                        .on_connect = invocation.program.on_connect,
                        .stop = invocation.stop};
  for (const std::string& text : arguments.types) {
    auto mapping = TypeMapping::parse(text);
    if (!mapping) return std::move(mapping).error();
    request.types.push_back(*std::move(mapping));
  }
  auto server = scratch_server(invocation, request.set.dialect(),
                               arguments.scratch, std::span(&request.set, 1));
  if (!server) return std::move(server).error();
  request.server = *std::move(server);
  return request;
}

ExitCode tell_header(const Invocation& invocation, const std::string& text) {
  const std::string& output = invocation.arguments.header.output;
  if (!output.empty()) {
    auto written = write_if_different(output, text);
    if (!written) return fail(invocation, written.error());
  }
  if (invocation.output.options().json) {
    invocation.output.result(report::help_json(invocation.heading, text));
  } else if (output.empty()) {
    invocation.output.result(text.substr(0, text.size() - 1));
  }
  return ExitCode::done;
}

ExitCode run_header(Invocation& invocation) {
  const HeaderArguments& arguments = invocation.arguments.header;
  const auto subject = command::lint_subject(
      arguments.before, invocation.arguments.files, arguments.dialect,
      invocation.sets, invocation.stop);
  if (!subject) return fail(invocation, subject.error());
  const auto request = header_request(invocation, *subject);
  if (!request) return fail(invocation, request.error(), ExitCode::usage);
  const auto text = generate::replayed_header(*request);
  if (text) return tell_header(invocation, *text);
  const bool misused = text.error().code == ErrorCode::invalid_argument;
  return fail(invocation, text.error(),
              misused ? ExitCode::usage : ExitCode::failed);
}

void declare_header(Options& options, Arguments& arguments) {
  HeaderArguments& header = arguments.header;
  options.arguments("FILE", arguments.files,
                    "A directory of migrations, or a library that has them");
  options.value(
      "--dialect", "sqlite|postgresql",
      "Of a directory, where its name does not tell",
      [&](const std::string& text) {
        header.dialect =
            text == "sqlite" ? Dialect::sqlite : Dialect::postgresql;
      },
      cli::check_dialect);
  options.value("--namespace", "NAME",
                "Of C++: all is in NAME::schema (the name of the set)",
                [&](const std::string& text) { header.name_space = text; });
  options.values(
      "--type", "TYPE=C++[:HEADER]",
      "What values of a type, or of table.column, are in C++, and the header "
      "that declares it",
      [&](const std::string& text) { header.types.push_back(text); });
  options.value("--output", "FILE",
                "Write it there, unless it is there already (standard output)",
                [&](const std::string& text) { header.output = text; });
  options.value("--scratch", "URL",
                "A server on which a scratch database may be made",
                [&](const std::string& text) { header.scratch = text; });
  options.values(
      "--before", "FILE",
      "File of sets that are applied before, and are no part of it",
      [&](const std::string& text) { header.before.push_back(text); });
}

}  // namespace

const cli::Command header = {
    .name = "header",
    .description = "Write the schema that migrations make as a header of C++",
    .examples =
        "header migrations --dialect sqlite --namespace shop\n"
        "header migrations/postgresql --scratch postgresql:///postgres "
        "--output shop_schema.h\n"
        "header libshop.a --type numeric=shop::Money:shop/money.h",
    .declare = declare_header,
    .run = run_header,
    .needs_database = false,
};

}  // namespace godwit::tool
