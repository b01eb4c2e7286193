// SPDX-License-Identifier: BSL-1.0
#include "tool/header_command.h"

#include <utility>

#include "cli/options.h"
#include "generate/header/replayed_header.h"
#include "tool/replayed_set.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::HeaderArguments;
using cli::Invocation;
using cli::Options;
using generate::HeaderRequest;
using generate::TypeMapping;

Result<HeaderRequest> header_request(const HeaderArguments& arguments,
                                     const generate::ReplayRequest& replay) {
  HeaderRequest request{.replay = replay, .name_space = arguments.name_space};
  for (const std::string& text : arguments.types) {
    auto mapping = TypeMapping::parse(text);
    if (!mapping) return std::move(mapping).error();
    request.types.push_back(*std::move(mapping));
  }
  return request;
}

ExitCode run_header(Invocation& invocation) {
  const auto set = replayed_set(invocation);
  if (!set) return fail(invocation, set.error(), ExitCode::usage);
  const auto request =
      header_request(invocation.arguments.header, set->request);
  if (!request) return fail(invocation, request.error(), ExitCode::usage);
  const auto text = generate::replayed_header(*request);
  if (text) return tell_made(invocation, *text);
  const bool misused = text.error().code == ErrorCode::invalid_argument;
  return fail(invocation, text.error(),
              misused ? ExitCode::usage : ExitCode::failed);
}

void declare_header(Options& options, Arguments& arguments) {
  HeaderArguments& header = arguments.header;
  declare_replay(options, arguments);
  options.value("--namespace", "NAME",
                "Of C++: all is in NAME::schema (the name of the set)",
                [&](const std::string& text) { header.name_space = text; });
  options.values(
      "--type", "TYPE=C++[:HEADER]",
      "What values of a type, or of table.column, are in C++, and the header "
      "that declares it",
      [&](const std::string& text) { header.types.push_back(text); });
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
