// SPDX-License-Identifier: BSL-1.0
#include "tool/diagram_command.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "cli/options.h"
#include "diagram/text_formats.h"
#include "documents/diagram_document.h"
#include "tool/replayed_set.h"
#include "tool/shown_schema.h"

namespace godwit::tool {
namespace {

using cli::Arguments;
using cli::DiagramArguments;
using cli::ExitCode;
using cli::Invocation;
using documents::DiagramFormat;

std::string check_diagram_format(const std::string& text) {
  return documents::diagram_format_named(text)
             ? ""
             : fmt::format("'{}' is not svg, mermaid, dot or json", text);
}

std::string check_columns(const std::string& text) {
  return godwit::diagram::columns_named(text)
             ? ""
             : fmt::format("'{}' is not all, keys or none", text);
}

Error version_of_database() {
  return make_error(ErrorCode::invalid_argument,
                    "a database does not say which schema it once had",
                    "name the migrations, to see what they make up to --at");
}

documents::DiagramRequest diagram_request(const DiagramArguments& arguments) {
  // All have been checked.
  return {.format = *documents::diagram_format_named(arguments.format),
          .columns = *godwit::diagram::columns_named(arguments.columns),
          .selection = {.patterns = arguments.tables,
                        .focus = arguments.focus,
                        .distance = arguments.distance}};
}

Result<documents::ChangedSchema> schema_at(const Invocation& invocation,
                                           const ShownSchema& shown) {
  const std::string& at = invocation.arguments.diagram.at;
  if (at.empty()) return documents::ChangedSchema{.model = shown.model};
  if (!shown.history) return version_of_database();
  const auto version = Version::parse(at);
  if (!version) return version.error();
  const auto step = shown.history->step_of(*version);
  if (!step) return step.error();
  return documents::schema_after(*shown.history, *step);
}

// Nothing is left out by itself; but who looks at it sees nothing else.
void warn_of_length(const Invocation& invocation, const std::string& text) {
  if (invocation.arguments.diagram.format != "mermaid" ||
      text.size() <= godwit::diagram::mermaid_limit) {
    return;
  }
  Error error = make_error(
      ErrorCode::unsupported,
      fmt::format("Mermaid refuses texts above {} characters, and this one has "
                  "{}",
                  godwit::diagram::mermaid_limit, text.size()),
      "show less, by --columns keys, --tables or --focus, or write SVG");
  invocation.output.message(error, report::LogSeverity::warning);
}

ExitCode run_diagram(Invocation& invocation) {
  bool usage = false;
  const auto shown =
      shown_schema(invocation, !invocation.arguments.diagram.at.empty(), usage);
  if (!shown) {
    return fail(invocation, shown.error(),
                usage ? ExitCode::usage : ExitCode::failed);
  }
  const auto schema = schema_at(invocation, *shown);
  if (!schema) return fail(invocation, schema.error(), ExitCode::usage);
  const auto text = documents::diagram_text(
      *schema, diagram_request(invocation.arguments.diagram));
  if (!text) return fail(invocation, text.error(), ExitCode::usage);
  warn_of_length(invocation, *text);
  return tell_made(invocation, *text);
}

void declare_diagram(cli::Options& options, Arguments& arguments) {
  DiagramArguments& diagram = arguments.diagram;
  declare_replay(options, arguments);
  options.value(
      "--format", "FORMAT", "svg, mermaid, dot or json (svg)",
      [&](const std::string& text) { diagram.format = text; },
      check_diagram_format);
  const cli::Option focus =
      options.value("--focus", "TABLE", "Only this table and what is near it",
                    [&](const std::string& text) { diagram.focus = text; });
  options
      .value(
          "--distance", "N", "How many foreign keys away from it (1)",
          [&](const std::string& text) {
            diagram.distance = *parse_number<std::size_t>(text);
          },
          cli::check_number)
      .needs(focus);
  options.values(
      "--tables", "GLOB",
      "Only tables of such names, such as 'shop_*' or 'audit.*'",
      [&](const std::string& text) { diagram.tables.push_back(text); });
  options.value(
      "--columns", "WHICH", "all, keys or none (all)",
      [&](const std::string& text) { diagram.columns = text; }, check_columns);
  options.value(
      "--at", "VERSION",
      "As this migration leaves it, with what it changed marked",
      [&](const std::string& text) { diagram.at = text; }, cli::check_version);
}

}  // namespace

const cli::Command diagram = {
    .name = "diagram",
    .description =
        "Draw the schema that migrations make, or that a database has",
    .examples =
        "diagram migrations --dialect sqlite --output schema.svg\n"
        "diagram -d postgresql:///shop --focus purchase --distance 2 --output "
        "purchase.svg\n"
        "diagram migrations --dialect sqlite --format mermaid --columns keys\n"
        "diagram ./shop-migrate --at 4 --output before_release.svg",
    .declare = declare_diagram,
    .run = run_diagram,
    .needs_database = false,
};

}  // namespace godwit::tool
