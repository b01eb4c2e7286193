// SPDX-License-Identifier: BSL-1.0
#include "cli/command.h"

#include <fmt/format.h>

#include <utility>

#include "cli/run_listener.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

MigratorOptions migrator_options(const Invocation& invocation,
                                 RunListener* listener) {
  MigratorOptions options;
  options.history_table = invocation.arguments.history_table;
  options.lock_timeout = invocation.arguments.lock_timeout;
  options.stop = invocation.stop;
  if (listener != nullptr) {
    options.on_event = [listener](const Event& event) {
      listener->hear(event);
    };
  }
  return options;
}

ExitCode code_for(const Error& error, ExitCode otherwise) {
  return error.code == ErrorCode::cancelled ? ExitCode::interrupted : otherwise;
}

}  // namespace

Result<Database> open_database(Invocation& invocation,
                               const ConnectOptions& options,
                               RunListener* listener) {
  auto connection = connect(invocation.target.url, options);
  if (!connection) return std::move(connection).error();
  Connection& connected = **connection;
  invocation.heading.database = connected.description();
  if (invocation.output.options().verbose) {
    invocation.output.message("connected to " +
                              report::printable(invocation.heading.database));
  }
  return Database{.connection = std::move(*connection),
                  .migrator = Migrator(connected, *invocation.target.set,
                                       migrator_options(invocation, listener))};
}

ExitCode fail(const Invocation& invocation, const Error& error, ExitCode code) {
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::error_json(invocation.heading, error));
  } else {
    output.message(report::error_text(error, output.messages().colour));
  }
  return code_for(error, code);
}

ExitCode show_plan(const Invocation& invocation, const Result<Plan>& plan,
                   const std::string& nothing_to_do) {
  if (!plan) return fail(invocation, plan.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::plan_json(invocation.heading, *plan));
  } else if (plan->empty()) {
    output.remark(nothing_to_do);
  } else {
    // Into a file or a pipe goes the SQL byte for byte.
    const std::string text = report::plan_text(*plan);
    output.result(output.results().interactive ? report::printable_lines(text)
                                               : text);
  }
  return ExitCode::done;
}

ExitCode show_run(const Invocation& invocation, const RunReport& report,
                  const std::string& nothing_to_do) {
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::run_json(invocation.heading, report));
  } else if (!report.ok()) {
    return fail(invocation, *report.error);
  } else {
    output.remark(report.done.empty() ? nothing_to_do
                                      : report::summary(report));
  }
  return report.ok() ? ExitCode::done
                     : code_for(*report.error, ExitCode::failed);
}

}  // namespace godwit::cli
