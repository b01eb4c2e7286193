// SPDX-License-Identifier: BSL-1.0
#include "tool/header_command.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>

#include "cli/options.h"
#include "generate/header/replayed_header.h"
#include "tool/output_file.h"
#include "tool/replayed_set.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::ExitCode;
using cli::HeaderArguments;
using cli::Invocation;
using cli::Options;
using generate::HeaderRequest;
using generate::ReplayedHeader;
using generate::TypeMapping;

Result<HeaderRequest> header_request(const HeaderArguments& arguments,
                                     const generate::ReplayRequest& replay) {
  HeaderRequest request{.replay = replay, .name_space = arguments.name_space};
  for (const std::string& text : arguments.types) {
    auto mapping = TypeMapping::parse(text);
    if (!mapping) return std::move(mapping).error();
    request.types.push_back(*std::move(mapping));
  }
  for (const std::string& name : arguments.adapters) {
    const auto adapter = generate::adapter_named(name);
    if (!adapter) return adapter.error();
    request.adapters.push_back(*adapter);
  }
  return request;
}

// Each beside the header of the schema, which it includes.
Result<void> write_adapters(const std::string& output,
                            const HeaderRequest& request,
                            const ReplayedHeader& header) {
  for (std::size_t i = 0; i < request.adapters.size(); ++i) {
    auto written =
        write_if_different(generate::adapter_file(output, request.adapters[i]),
                           header.adapters[i]);
    if (!written) return written;
  }
  return {};
}

ExitCode run_header(Invocation& invocation) {
  const auto set = replayed_set(invocation);
  if (!set) return fail(invocation, set.error(), ExitCode::usage);
  const std::string& output = invocation.arguments.output;
  auto request = header_request(invocation.arguments.header, set->request);
  if (!request) return fail(invocation, request.error(), ExitCode::usage);
  request->included_as = std::filesystem::path(output).filename().string();
  const auto header = generate::replayed_header(*request);
  if (!header) {
    const bool misused = header.error().code == ErrorCode::invalid_argument;
    return fail(invocation, header.error(),
                misused ? ExitCode::usage : ExitCode::failed);
  }
  const auto written = write_adapters(output, *request, *header);
  if (!written) return fail(invocation, written.error());
  return tell_made(invocation, header->text);
}

void declare_header(Options& options, Arguments& arguments) {
  HeaderArguments& header = arguments.header;
  const cli::Option output = declare_replay(options, arguments);
  options.value("--namespace", "NAME",
                "Of C++: all is in NAME::schema (the name of the set)",
                [&](const std::string& text) { header.name_space = text; });
  options.values(
      "--type", "TYPE=C++[:HEADER]",
      "What values of a type, or of table.column, are in C++, and the header "
      "that declares it",
      [&](const std::string& text) { header.types.push_back(text); });
  options
      .values(
          "--adapter", "LIBRARY",
          "A header for sqlpp23 or sqlite_orm, too, beside that of --output",
          [&](const std::string& text) { header.adapters.push_back(text); })
      .needs(output);
}

}  // namespace

const cli::Command header = {
    .name = "header",
    .description = "Write the schema that migrations make as a header of C++",
    .examples =
        "header migrations --dialect sqlite --namespace shop\n"
        "header migrations/postgresql --scratch postgresql:///postgres "
        "--output shop_schema.h\n"
        "header libshop.a --type numeric=shop::Money:shop/money.h\n"
        "header migrations --dialect sqlite --output shop_schema.h "
        "--adapter sqlpp23 --adapter sqlite_orm",
    .declare = declare_header,
    .run = run_header,
    .needs_database = false,
};

}  // namespace godwit::tool
