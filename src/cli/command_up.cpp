// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/backup.h>
#include <godwit/executor.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "cli/command.h"
#include "cli/run_listener.h"
#include "cli/run_options.h"
#include "command/backup.h"
#include "command/plan.h"
#include "report/printable.h"
#include "report/text.h"

namespace godwit::cli {
namespace {

// By the names alone: reading the set would take longer than finding out that
// there is nothing to do.
std::size_t count_migrations(EmbeddedSet set) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const bool migration = set.part(i) == SetPart::migrations;
    if (migration && !set.file_name(i).ends_with(".down.sql")) ++count;
  }
  return count;
}

std::string up_to_date(const Invocation& invocation) {
  const UpRequest& request = invocation.arguments.up;
  if (request.to || request.steps) return "nothing to do";
  std::size_t size = 0;
  for (const command::AimedSet& set : invocation.aimed) {
    size += count_migrations(set.embedded);
  }
  return fmt::format("nothing to do: {} {} applied", report::migrations(size),
                     size == 1 ? "is" : "are");
}

std::optional<ExitCode> refusal_of_up(const Invocation& invocation) {
  const UpRequest& request = invocation.arguments.up;
  if (request.to) return refuse_several(invocation, "--to");
  if (request.steps) return refuse_several(invocation, "--steps");
  return std::nullopt;
}

Error safe_without_a_file() {
  return make_error(
      ErrorCode::unsupported,
      "--safe migrates a copy of a SQLite file, and this database is no file",
      "keep what is there with --backup DIR --require-backup");
}

Error not_backed_up(Error why, const std::string& directory) {
  why.message =
      fmt::format("no backup was made in \"{}\": {}", directory, why.message);
  why.notes.emplace_back("nothing was migrated");
  return why;
}

Error kept_in(Error error, const std::string& backup) {
  error.notes.push_back(
      fmt::format("the database as it was before is in \"{}\"", backup));
  if (!error.hint.empty()) error.hint += "; or ";
  error.hint += fmt::format("put the backup back with 'restore {}'", backup);
  return error;
}

// All that is pending or, of a plan that somebody has looked at, that one
// alone.
command::Runs up_as_planned(const Invocation& invocation,
                            command::Database& database) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.plan.empty()) return command::up(database, arguments.up);
  const auto plans = command::plan_up(database, arguments.up);
  const Result<void> same = plans ? command::check_hash(*plans, arguments.plan)
                                  : Result<void>(plans.error());
  if (same) return command::run(database, *plans);
  return {{database.sets.front().name(), {.error = same.error()}}};
}

/// `up` with something that keeps what was there before.
class CarefulUp {
 public:
  CarefulUp(Invocation& invocation, command::Database& database,
            RunListener& listener)
      : invocation_(invocation),
        with_(invocation.arguments.up_with),
        database_(database),
        listener_(listener) {}

  ExitCode run() {
    if (auto same = still_planned(); !same) {
      return fail(invocation_, same.error());
    }
    if (auto named = name_backup(); !named) {
      return fail(invocation_, named.error());
    }
    return with_.safe ? run_by_copy() : run_in_place();
  }

 private:
  // Of what is not to be run nothing need be kept.
  Result<void> still_planned() {
    const Arguments& arguments = invocation_.arguments;
    if (arguments.plan.empty()) return {};
    const auto plans = command::plan_up(database_, arguments.up);
    if (!plans) return plans.error();
    return check_plan(invocation_, *plans);
  }

  Result<void> name_backup() {
    if (with_.backup_directory.empty()) return {};
    const auto name = command::backup_name(database_);
    if (!name) return name.error();
    backup_ = (std::filesystem::path(with_.backup_directory) / *name).string();
    return {};
  }

  // The copy makes its own backup, once it is sure to be used.
  ExitCode run_by_copy() {
    const auto request = database_request(invocation_, {}, &listener_);
    command::Runs runs = command::up_by_copy(
        database_, request, invocation_.arguments.up,
        {.directory = with_.copy_directory, .keep_old = backup_});
    listener_.stop();
    if (runs.back().value.ok()) say_where_it_is();
    return show_runs(invocation_, std::move(runs), up_to_date(invocation_));
  }

  ExitCode run_in_place() {
    const auto made = back_up(database_.connection, backup_,
                              heard_options(invocation_, listener_));
    const bool impossible =
        !made && made.error().code == ErrorCode::unsupported;
    if (!made && (with_.require_backup || !impossible)) {
      return fail(invocation_,
                  not_backed_up(made.error(), with_.backup_directory));
    }
    if (impossible) {
      invocation_.output.message(made.error(), report::LogSeverity::warning);
    } else {
      say_where_it_is();
    }
    command::Runs runs = up_as_planned(invocation_, database_);
    listener_.stop();
    std::optional<Error>& error = runs.back().value.error;
    if (error && made) error = kept_in(*std::move(error), backup_);
    return show_runs(invocation_, std::move(runs), up_to_date(invocation_));
  }

  void say_where_it_is() {
    if (backup_.empty()) return;
    invocation_.heading.backup = backup_;
    invocation_.output.remark(
        fmt::format("backed up to {}", report::printable(backup_)));
  }

  Invocation& invocation_;
  const UpWith& with_;
  command::Database& database_;
  RunListener& listener_;
  std::string backup_;
};

// True also where it cannot be known: `up` then says why.
bool is_idle(command::Database& database, const Invocation& invocation) {
  const auto plans = command::plan_up(database, invocation.arguments.up);
  return !plans || command::is_idle(*plans);
}

ExitCode run_up(Invocation& invocation) {
  if (const auto refused = refusal_of_up(invocation)) return *refused;
  const Arguments& arguments = invocation.arguments;
  RunListener listener(invocation);
  auto database =
      open_database(invocation, {.read_only = arguments.dry_run}, &listener);
  if (!database) return fail(invocation, database.error());
  if (arguments.dry_run) {
    return show_dry_run(invocation, *database,
                        command::plan_up(*database, arguments.up),
                        up_to_date(invocation));
  }
  const UpWith& with = arguments.up_with;
  if (with.safe && database->connection.session().file().empty()) {
    return fail(invocation, safe_without_a_file(), ExitCode::usage);
  }
  name_database(invocation);
  const bool careful = with.safe || !with.backup_directory.empty();
  if (careful && !is_idle(*database, invocation)) {
    return CarefulUp(invocation, *database, listener).run();
  }
  if (with.safe) {
    run::remove_left_copy(database->connection.session(),
                          {.directory = with.copy_directory},
                          migrator_options(invocation));
  }
  command::Runs runs = up_as_planned(invocation, *database);
  listener.stop();
  return show_runs(invocation, std::move(runs), up_to_date(invocation));
}

// What is migrated by a copy is decided on the copy.
void add_backup_options(Options& options, UpWith& with, Option plan) {
  const Option safe = options.flag(
      "--safe", with.safe,
      "Migrate a copy of the SQLite file, which then takes its place");
  safe.excludes(plan);
  options
      .value("--copy-directory", "DIR",
             "With --safe: where the copy is (beside the file)",
             [&](const std::string& text) { with.copy_directory = text; })
      .needs(safe);
  const Option backup = options.value(
      "--backup", "DIR",
      "First write a backup there, named by database, time and version",
      [&](const std::string& text) { with.backup_directory = text; });
  options
      .flag("--require-backup", with.require_backup,
            "Do nothing where there is no program to make a backup with")
      .needs(backup);
}

void declare_up(Options& options, Arguments& arguments) {
  add_up_request(options, arguments.up);
  add_dry_run_and_script(options, arguments);
  add_wait(options, arguments,
           "How long to wait for a server that cannot be reached yet (0)");
  add_limits(options, arguments);
  add_backup_options(options, arguments.up_with, add_plan(options, arguments));
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::up = {
    .name = "up",
    .description = "Apply the migrations that are pending",
    .examples =
        "up\n"
        "up --to 0003\n"
        "up --dry-run\n"
        "up --dry-run --script\n"
        "up --plan 0f3a5c7e91b2d4f6\n"
        "up --wait 60\n"
        "up --safe\n"
        "up --backup /var/backups --require-backup\n"
        "up --transaction batch",
    .declare = cli::declare_up,
    .run = cli::run_up,
    .with_required = true,
};

}  // namespace godwit
