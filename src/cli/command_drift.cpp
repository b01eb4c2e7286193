// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <utility>

#include "cli/command.h"
#include "cli/options.h"
#include "command/drift.h"
#include "report/drift.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

Result<command::DriftSearch> search_of(const Invocation& invocation) {
  const DriftArguments& arguments = invocation.arguments.drift;
  command::DriftSearch search{
      .request = arguments.request,
      .placeholders = migrator_options(invocation).placeholders,
      .stop = invocation.stop};
  if (arguments.scratch.empty()) return search;
  auto url = driver::DatabaseUrl::parse(arguments.scratch);
  if (!url) return std::move(url).error();
  search.scratch = *std::move(url);
  return search;
}

void remark_on(const Drift& drift, Output& output) {
  if (!drift.expected_of_server.empty()) {
    output.remark(fmt::format(
        "what is expected was made by PostgreSQL {}; another one may print the "
        "same schema otherwise",
        drift.expected_of_server));
  }
  if (!drift.unplanned.empty()) {
    output.remark("there is no SQL: " + report::printable(drift.unplanned));
  }
}

ExitCode tell_drift(Invocation& invocation, const Drift& drift) {
  const ExitCode code =
      drift.none() ? ExitCode::done : ExitCode::not_up_to_date;
  invocation.heading.exit_code = static_cast<int>(code);
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::drift_json(invocation.heading, drift));
    return code;
  }
  const std::string& wanted = invocation.arguments.drift.sql;
  if (!wanted.empty()) {
    const std::string& sql = wanted == "revert" ? drift.revert : drift.adopt;
    if (!sql.empty()) show_text(invocation, sql);
    remark_on(drift, output);
    return code;
  }
  name_database(invocation);
  if (drift.none()) {
    output.result("the schema is what the migrations make");
    return code;
  }
  output.result(report::drift_text(drift, output.results()));
  remark_on(drift, output);
  if (drift.unplanned.empty()) {
    output.remark(
        "\nSQL that takes this back: drift --sql revert; that makes it on "
        "other databases: drift --sql adopt");
  }
  return code;
}

ExitCode run_drift(Invocation& invocation) {
  const auto search = search_of(invocation);
  if (!search) return fail(invocation, search.error(), ExitCode::usage);
  auto database = open_database(invocation, {.read_only = true});
  if (!database) return fail(invocation, database.error());
  const auto drift = command::find_drift(*database, *search);
  if (!drift) return fail(invocation, drift.error());
  return tell_drift(invocation, *drift);
}

void declare_drift(Options& options, Arguments& arguments) {
  DriftArguments& drift = arguments.drift;
  options.value(
      "--sql", "revert|adopt",
      "Print SQL alone: what takes the drift back, or what makes it on a "
      "database without it",
      [&](const std::string& text) { drift.sql = text; }, check_drift_sql);
  options.values(
      "--ignore", "NAME",
      "An object that others make, such as audit.entry or audit.*",
      [&](const std::string& text) { drift.request.ignore.push_back(text); });
  options.value("--scratch", "URL",
                "A server on which the migrations may be run, where the build "
                "did not write down what they make",
                [&](const std::string& text) { drift.scratch = text; });
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::drift = {
    .name = "drift",
    .description =
        "Compare the schema of the database with what the migrations make",
    .examples =
        "drift\n"
        "drift --ignore 'audit.*'\n"
        "drift --sql revert > back.sql",
    .declare = cli::declare_drift,
    .run = cli::run_drift,
    .with_required = true,
};

}  // namespace godwit
