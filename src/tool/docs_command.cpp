// SPDX-License-Identifier: BSL-1.0
#include "tool/docs_command.h"

#include <fmt/format.h>

#include <string>

#include "base/errors.h"
#include "base/number.h"
#include "cli/options.h"
#include "documents/page_files.h"
#include "documents/schema_pages.h"
#include "report/json_document.h"
#include "tool/replayed_set.h"
#include "tool/shown_schema.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::DocsArguments;
using cli::ExitCode;
using cli::Invocation;
using documents::PageDifferences;

Error no_pages_directory() {
  return make_error(ErrorCode::invalid_argument,
                    "nothing says where the pages are",
                    "name their directory with --out");
}

Error not_described(const std::string& directory,
                    const PageDifferences& differences) {
  Error error = make_error(
      ErrorCode::edited, fmt::format("{} describes another schema", directory),
      "write it anew, without --check");
  for (const std::string& name : differences.other) {
    error.notes.push_back(
        fmt::format("{} says something else, or is not there", name));
  }
  for (const std::string& name : differences.left_over) {
    error.notes.push_back(
        fmt::format("{} is about a table that is gone", name));
  }
  return error;
}

ExitCode check_docs(const Invocation& invocation,
                    const std::vector<documents::Page>& pages) {
  const std::string& directory = invocation.arguments.docs.directory;
  const auto found = documents::compare_pages(directory, pages);
  if (!found) return fail(invocation, found.error());
  if (!found->empty()) {
    return fail(invocation, not_described(directory, *found),
                ExitCode::not_up_to_date);
  }
  if (invocation.output.options().json) {
    invocation.output.result(
        report::written(report::document(invocation.heading, true)));
  }
  invocation.output.remark(fmt::format("{} describes the schema", directory));
  return ExitCode::done;
}

ExitCode write_docs(const Invocation& invocation,
                    const std::vector<documents::Page>& pages) {
  const std::string& directory = invocation.arguments.docs.directory;
  const auto done = documents::write_pages(directory, pages);
  if (!done) return fail(invocation, done.error());
  if (invocation.output.options().json) {
    report::Json json = report::document(invocation.heading, true);
    json["written"] = done->other;
    json["removed"] = done->left_over;
    invocation.output.result(report::written(json));
    return ExitCode::done;
  }
  invocation.output.result(fmt::format("{}: {} written, {} removed", directory,
                                       counted(done->other.size(), "file"),
                                       done->left_over.size()));
  return ExitCode::done;
}

ExitCode run_docs(Invocation& invocation) {
  const DocsArguments& arguments = invocation.arguments.docs;
  if (arguments.directory.empty()) {
    return fail(invocation, no_pages_directory(), ExitCode::usage);
  }
  bool usage = false;
  const auto shown = shown_schema(invocation, true, usage);
  if (!shown) {
    return fail(invocation, shown.error(),
                usage ? ExitCode::usage : ExitCode::failed);
  }
  const auto pages = documents::schema_pages(
      shown->model, shown->history ? &*shown->history : nullptr);
  return arguments.check ? check_docs(invocation, pages)
                         : write_docs(invocation, pages);
}

void declare_docs(cli::Options& options, Arguments& arguments) {
  declare_replay_of(options, arguments);
  options.value(
      "--out", "DIR", "Where the pages are",
      [&](const std::string& text) { arguments.docs.directory = text; });
  options.flag("--check", arguments.docs.check,
               "Write nothing; exit 3 where the pages say something else");
}

}  // namespace

const cli::Command docs = {
    .name = "docs",
    .description =
        "Describe the schema that migrations make, or that a database has, in "
        "Markdown",
    .examples =
        "docs migrations --dialect sqlite --out docs/schema\n"
        "docs migrations/postgresql --scratch postgresql:///postgres --out "
        "docs/schema --check\n"
        "docs -d postgresql:///shop --out docs/schema",
    .declare = declare_docs,
    .run = run_docs,
    .needs_database = false,
};

}  // namespace godwit::tool
