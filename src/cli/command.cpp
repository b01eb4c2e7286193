// SPDX-License-Identifier: BSL-1.0
#include "cli/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "cli/own_words.h"
#include "cli/placeholder_values.h"
#include "cli/run_listener.h"
#include "command/plan.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

using command::OfSet;

constexpr std::chrono::milliseconds none{0};

ExitCode code_for(const Error& error, ExitCode otherwise) {
  switch (error.code) {
    case ErrorCode::cancelled:
      return ExitCode::interrupted;
    case ErrorCode::locked:
      return ExitCode::locked;
    case ErrorCode::connection_lost:
    case ErrorCode::commit_in_doubt:
      return ExitCode::connection_lost;
    default:
      return otherwise;
  }
}

Error required_by_others(const command::RequiredSet& set) {
  std::string names;
  for (const EmbeddedSet other : set.others) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", other.name());
  }
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} is required by {}, which {} applied", set.name, names,
                  word_for(set.others.size(), "is", "are")),
      fmt::format("undo {} first, or give --even-if-required if nothing there "
                  "needs what is undone",
                  names));
}

report::Heading heading(const Invocation& invocation, ExitCode code) {
  report::Heading heading = invocation.heading;
  heading.exit_code = static_cast<int>(code);
  return heading;
}

}  // namespace

const Command* find_command(std::string_view name, const Program& program) {
  const auto found = std::find_if(
      program.commands.begin(), program.commands.end(),
      [name](const Command* command) { return command->name == name; });
  return found == program.commands.end() ? nullptr : *found;
}

MigratorOptions migrator_options(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  return {.lock_timeout = arguments.lock_timeout,
          .statement_timeout = arguments.statement_timeout,
          .table_lock_timeout = arguments.table_lock_timeout,
          .retries = arguments.retries,
          .protection = invocation.program.protection,
          .placeholders = placeholder_values(invocation),
          .stop = invocation.stop};
}

MigratorOptions heard_options(const Invocation& invocation,
                              RunListener& listener) {
  MigratorOptions options = migrator_options(invocation);
  options.on_event = [&listener](const Event& event) { listener.hear(event); };
  return options;
}

command::DatabaseRequest database_request(const Invocation& invocation,
                                          const ConnectOptions& options,
                                          RunListener* listener) {
  command::DatabaseRequest request{.url = invocation.target->url,
                                   .sets = invocation.aimed,
                                   .connect = options,
                                   .migrate = migrator_options(invocation)};
  request.connect.on_connect = invocation.program.on_connect;
  if (const auto wait = invocation.arguments.wait.value_or(none); wait > none) {
    request.connect.patience = wait;
    request.connect.await_server = true;
    if (listener != nullptr) {
      request.connect.on_retry = [listener](std::string_view why) {
        listener->hear({.kind = Event::Kind::unreachable, .text = why});
      };
    }
  }
  if (listener != nullptr) {
    request.migrate = heard_options(invocation, *listener);
  }
  return request;
}

Result<command::Database> open_database(Invocation& invocation,
                                        const ConnectOptions& options,
                                        RunListener* listener) {
  if (auto known = check_placeholders(invocation); !known) {
    return std::move(known).error();
  }
  auto database =
      command::open_database(database_request(invocation, options, listener));
  if (!database) return database;
  invocation.heading.database = database->connection.description();
  if (invocation.output.options().verbose) {
    invocation.output.message("connected to " +
                              report::printable(invocation.heading.database));
  }
  return database;
}

Result<void> check_not_required(const Invocation& invocation,
                                command::Database& database) {
  if (invocation.arguments.even_if_required) return {};
  const auto required = command::find_required(database, invocation.carried,
                                               migrator_options(invocation));
  if (!required) return required.error();
  if (*required) return required_by_others(**required);
  return {};
}

Result<void> check_plan(const Invocation& invocation,
                        const command::Plans& plans) {
  const std::string& planned = invocation.arguments.plan;
  if (planned.empty()) return {};
  return command::check_hash(plans, planned);
}

void name_database(const Invocation& invocation) {
  invocation.output.remark(report::printable(invocation.heading.database));
}

std::optional<ExitCode> refuse_several(const Invocation& invocation,
                                       const std::string& what) {
  const Sets sets = invocation.target->sets;
  if (sets.size() == 1) return std::nullopt;
  return fail(invocation,
              make_error(ErrorCode::invalid_argument,
                         fmt::format("{} is about one set, and this executor "
                                     "carries several for this database",
                                     what),
                         fmt::format("choose one with --set: {}",
                                     command::names_of(sets))),
              ExitCode::usage);
}

ExitCode fail(const Invocation& invocation, const Error& failure,
              ExitCode otherwise) {
  const Error error = in_own_words(failure);
  const ExitCode code = code_for(error, otherwise);
  Output& output = invocation.output;
  output.message(error, report::LogSeverity::error);
  if (output.options().json) {
    output.result(report::error_json(heading(invocation, code), error));
  }
  return code;
}

ExitCode show_text(const Invocation& invocation, std::string text) {
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::help_json(invocation.heading, text));
  } else {
    if (text.ends_with('\n')) text.pop_back();
    output.result(text);
  }
  return ExitCode::done;
}

ExitCode show_plans(const Invocation& invocation,
                    const Result<command::Plans>& plans,
                    const std::string& nothing_to_do) {
  if (!plans) return fail(invocation, plans.error());
  Output& output = invocation.output;
  // Into a file or a pipe goes the SQL byte for byte.
  const std::string text =
      report::plan_text(invocation.heading.database, *plans);
  if (output.options().json) {
    output.result(report::plan_json(invocation.heading, *plans));
  } else if (text.empty()) {
    output.remark(nothing_to_do);
  } else {
    output.result(output.results().interactive ? report::printable_lines(text)
                                               : text);
  }
  const std::string newer = report::newer_text(*plans);
  if (!newer.empty() && !output.options().quiet) output.message(newer);
  return ExitCode::done;
}

ExitCode show_dry_run(const Invocation& invocation, command::Database& database,
                      const Result<command::Plans>& plans,
                      const std::string& nothing_to_do) {
  if (!plans || !invocation.arguments.script) {
    return show_plans(invocation, plans, nothing_to_do);
  }
  const auto script =
      command::write_script(database, *plans, migrator_options(invocation));
  if (!script) return fail(invocation, script.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::script_json(invocation.heading,
                                      command::hash_of(*plans), *script));
  } else if (script->empty()) {
    output.remark(nothing_to_do);
  } else {
    output.result(output.results().interactive
                      ? report::printable_lines(*script)
                      : *script);
  }
  return ExitCode::done;
}

ExitCode show_runs(const Invocation& invocation, command::Runs runs,
                   const std::string& nothing_to_do) {
  Output& output = invocation.output;
  RunReport& last = runs.back().value;
  if (!last.ok()) last.error = in_own_words(*last.error);
  const ExitCode code =
      last.ok() ? ExitCode::done : code_for(*last.error, ExitCode::failed);
  if (output.options().json) {
    if (!last.ok()) {
      output.record(
          report::log_record(*last.error, report::LogSeverity::error));
    }
    output.result(report::run_json(heading(invocation, code), runs));
  } else if (!last.ok()) {
    return fail(invocation, *last.error);
  } else {
    const bool idle =
        std::all_of(runs.begin(), runs.end(), [](const OfSet<RunReport>& run) {
          return run.value.done.empty() && run.value.baseline.empty();
        });
    output.remark(idle ? nothing_to_do : report::summary(runs));
    if (const std::string newer = report::newer_text(runs); !newer.empty()) {
      output.remark(newer);
    }
  }
  return code;
}

ExitCode show_amendments(const Invocation& invocation,
                         const Result<std::vector<Amendment>>& amendments,
                         const std::string& nothing_to_do) {
  if (!amendments) return fail(invocation, amendments.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::amendments_json(invocation.heading, *amendments,
                                          invocation.arguments.dry_run));
  } else {
    output.remark(amendments->empty() ? nothing_to_do
                                      : report::amendments_text(*amendments));
  }
  return ExitCode::done;
}

}  // namespace godwit::cli
