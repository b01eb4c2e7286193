// SPDX-License-Identifier: BSL-1.0
#include "cli/declaration.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "cli/option_values.h"

namespace godwit::cli {
namespace {

using Store = std::function<void(const std::string&)>;

// An option that takes a value. The last one counts, so that what GODWIT_ARGS
// adds is stronger than what a build target says.
CLI::Option* add_value(CLI::App& command, const std::string& names,
                       const std::string& placeholder,
                       const std::string& description, const Store& store,
                       const std::function<std::string(const std::string&)>&
                           check = check_not_empty) {
  return command.add_option_function<std::string>(names, store, description)
      ->type_name(placeholder)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->check(check);
}

void add_common_options(CLI::App& command, Arguments& arguments) {
  const char* group = "Common options";
  const auto flag = [&](const char* names, bool& value, const char* text) {
    command.add_flag(names, value, text)->group(group);
  };
  add_value(command, "-d,--database-url", "URL",
            "Database; stronger than the environment variable DATABASE_URL",
            [&](const std::string& text) { arguments.database_url = text; })
      ->group(group);
  add_value(command, "--set", "NAME",
            "Only this set of an executor that carries several",
            [&](const std::string& text) { arguments.set = text; })
      ->group(group);
  add_value(command, "--history-table", "NAME",
            "Table of the history, optionally with its schema",
            [&](const std::string& text) { arguments.history_table = text; })
      ->group(group);
  add_value(
      command, "--lock-timeout", "SECONDS",
      "How long to wait for other runs and for locked history tables (60)",
      [&](const std::string& text) { arguments.lock_timeout = *seconds(text); },
      check_seconds)
      ->group(group);
  flag("--skip-other-dialects", arguments.skip_other_dialects,
       "Do nothing where the database is one for other executors");
  flag("--json", arguments.json, "Print one JSON document");
  flag("-q,--quiet", arguments.quiet, "Print results and errors only");
  flag("-v,--verbose", arguments.verbose,
       "Print what the database says, such as notices");
  flag("--no-color,--no-colour", arguments.no_colour, "Do not use colours");
  flag("-h,--help", arguments.help, "Show this help");
}

CLI::App& add_command(CLI::App& program, Arguments& arguments,
                      const std::string& name, const std::string& description,
                      const std::string& examples) {
  CLI::App& command = *program.add_subcommand(name, description);
  command.set_help_flag();
  command.allow_extras();
  command.footer(examples);
  command.callback([&arguments, name] { arguments.command = name; });
  add_common_options(command, arguments);
  return command;
}

struct Extent {
  CLI::Option* to;
  CLI::Option* steps;
};

// How long statements of migrations may take.
void add_limits(CLI::App& command, Arguments& arguments) {
  add_value(
      command, "--statement-timeout", "SECONDS",
      "How long each statement of a migration may take (no limit)",
      [&](const std::string& text) {
        arguments.statement_timeout = *seconds(text);
      },
      check_seconds);
  add_value(
      command, "--table-lock-timeout", "SECONDS",
      "How long a statement may wait for a lock on a table; PostgreSQL only "
      "(no limit)",
      [&](const std::string& text) {
        arguments.table_lock_timeout = *seconds(text);
      },
      check_seconds);
  add_value(
      command, "--retries", "N",
      "How often a migration begins again that got no lock on a table or was "
      "in a deadlock (5)",
      [&](const std::string& text) { arguments.retries = *number(text); },
      check_number);
}

// How far a run goes. Only one of the two can be given.
template <typename Request>
Extent add_extent(CLI::App& command, Request& request, const char* to_text,
                  const char* steps_text) {
  CLI::Option* to = add_value(
      command, "--to", "VERSION", to_text,
      [&](const std::string& text) { request.to = *Version::parse(text); },
      check_version);
  CLI::Option* steps = add_value(
      command, "--steps", "N", steps_text,
      [&](const std::string& text) { request.steps = count(text); },
      check_count);
  return {to, steps->excludes(to)};
}

void add_dry_run(CLI::App& command, Arguments& arguments) {
  command.add_flag("--dry-run", arguments.dry_run,
                   "Print the SQL that would run and touch nothing");
}

void add_wait(CLI::App& command, Arguments& arguments,
              const std::string& description) {
  add_value(
      command, "--wait", "SECONDS", description,
      [&](const std::string& text) { arguments.wait = *seconds(text); },
      check_seconds);
}

void add_backup_options(CLI::App& up, UpWith& with) {
  CLI::Option* safe = up.add_flag(
      "--safe", with.safe,
      "Migrate a copy of the SQLite file, which then takes its place");
  add_value(up, "--copy-directory", "DIR",
            "With --safe: where the copy is (beside the file)",
            [&](const std::string& text) { with.copy_directory = text; })
      ->needs(safe);
  CLI::Option* backup = add_value(
      up, "--backup", "DIR",
      "First write a backup there, named by database, time and version",
      [&](const std::string& text) { with.backup_directory = text; });
  up.add_flag("--require-backup", with.require_backup,
              "Do nothing where there is no program to make a backup with")
      ->needs(backup);
}

void add_up(CLI::App& program, Arguments& arguments) {
  CLI::App& up = add_command(program, arguments, "up",
                             "Apply the migrations that are pending",
                             "up\n"
                             "up --to 0003\n"
                             "up --dry-run\n"
                             "up --wait 60\n"
                             "up --safe\n"
                             "up --backup /var/backups --require-backup\n"
                             "up --transaction batch");
  UpRequest& request = arguments.up;
  add_extent(up, request, "Stop after this version", "Apply at most so many");
  add_dry_run(up, arguments);
  add_wait(up, arguments,
           "How long to wait for a server that cannot be reached yet (0)");
  add_limits(up, arguments);
  add_backup_options(up, arguments.up_with);
  add_value(
      up, "--transaction", "MODE",
      "each: one transaction for each migration (as if not given); batch: one "
      "for all",
      [&](const std::string& text) {
        request.transaction =
            text == "batch" ? TransactionMode::batch : TransactionMode::each;
      },
      check_transaction);
  up.add_flag("--allow-out-of-order", request.allow_out_of_order,
              "Apply pending migrations that are older than applied ones");
  add_value(
      up, "--newer", "POLICY",
      "accept or refuse a database that a newer binary has migrated (as the "
      "set says)",
      [&](const std::string& text) {
        request.newer =
            text == "refuse" ? NewerPolicy::refuse : NewerPolicy::accept;
      },
      check_newer);
}

void add_even_if_required(CLI::App& command, Arguments& arguments) {
  command.add_flag("--even-if-required", arguments.even_if_required,
                   "With --set: although sets that require it are applied");
}

void add_down(CLI::App& program, Arguments& arguments) {
  CLI::App& down = add_command(program, arguments, "down",
                               "Undo the migration that was applied last",
                               "down\n"
                               "down --steps 2 --yes\n"
                               "down --to 0003 --dry-run");
  DownRequest& request = arguments.down;
  const auto [to, steps] =
      add_extent(down, request, "Undo all that came after this version",
                 "Undo so many, the last first");
  down.add_flag("--batch", request.batch, "Undo the last run of 'up'")
      ->excludes(to)
      ->excludes(steps);
  add_dry_run(down, arguments);
  add_limits(down, arguments);
  down.add_flag("-y,--yes", arguments.yes,
                "Do not ask before undoing more than one");
  add_even_if_required(down, arguments);
}

void add_status(CLI::App& program, Arguments& arguments) {
  CLI::App& status = add_command(program, arguments, "status",
                                 "Show how each migration stands",
                                 "status\n"
                                 "status --json\n"
                                 "status --exit-code");
  CLI::Option* exit_code = status.add_flag(
      "--exit-code", arguments.exit_code,
      "Exit with 3 unless all that this binary carries is applied, unchanged");
  status
      .add_flag("--exact", arguments.verify.exact,
                "With --exit-code: and nothing else is")
      ->needs(exit_code);
}

void add_verify(CLI::App& program, Arguments& arguments) {
  CLI::App& verify = add_command(
      program, arguments, "verify",
      "Check that all that this binary carries is applied, unchanged",
      "verify && ./start-shop\n"
      "verify --wait 300 && ./start-shop\n"
      "verify --exact");
  verify.add_flag("--exact", arguments.verify.exact,
                  "And that the database has no other migrations");
  add_wait(verify, arguments,
           "How long to wait for the server, and until somebody else has "
           "applied everything (0)");
}

void add_create(CLI::App& program, Arguments& arguments) {
  CLI::App& create = add_command(
      program, arguments, "create", "Write the files of a new migration",
      "create add_email\n"
      "create 'add email' --pair\n"
      "create normalise_phones --cpp\n"
      "create add_email --timestamp --directory migrations");
  command::CreateRequest& request = arguments.create;
  create.add_option("NAME", request.name, "What it does, such as add_email");
  create.add_flag("--name-from-environment", arguments.name_from_environment,
                  "Take the environment variable NAME where no name is given, "
                  "as the build target does");
  CLI::Option* pair = create.add_flag_callback(
      "--pair", [&] { request.form = command::Form::pair; },
      "Write two files, one for each direction");
  create
      .add_flag_callback(
          "--cpp", [&] { request.form = command::Form::code; },
          "Write it in C++")
      ->excludes(pair);
  create.add_flag("--timestamp", request.timestamp,
                  "Number it by date and time (UTC)");
  create
      .add_option("--directory", request.directories,
                  "Where to write, for one set if so prefixed (the "
                  "directory that the set was built from)")
      ->type_name("[SET=]DIR")
      ->allow_extra_args(false)
      ->check(check_not_empty);
}

void add_lint(CLI::App& program, Arguments& arguments) {
  CLI::App& lint = add_command(
      program, arguments, "lint",
      "Check migrations for what is broken or dangerous, without a database",
      "lint\n"
      "lint --format sarif > findings.sarif\n"
      "lint --level syntax ./start-shop\n"
      "lint --scratch --database-url postgresql:///empty");
  LintArguments& lint_arguments = arguments.lint;
  command::LintRequest& request = lint_arguments.request;
  lint.add_option("FILE...", arguments.files,
                  "Programs and libraries to look into (this one)");
  add_value(
      lint, "--level", "LEVEL",
      "structure, syntax or execute (as deep as is possible)",
      [&](const std::string& text) {
        request.level = check::level_named(text);
      },
      check_level);
  add_value(
      lint, "--format", "FORMAT", "text, json, sarif or github (text)",
      [&](const std::string& text) {
        lint_arguments.format = *format_named(text);
        arguments.json = arguments.json || text == "json";
      },
      check_format);
  const auto add_rules = [&](const char* name, std::set<std::string>& rules,
                             const char* description) {
    lint.add_option_function<std::vector<std::string>>(
            name,
            [&rules](const std::vector<std::string>& names) {
              rules.insert(names.begin(), names.end());
            },
            description)
        ->type_name("RULE")
        ->allow_extra_args(false)
        ->check(check_not_empty);
  };
  check::LintOptions& rules = request.rules;
  add_rules("--error", rules.errors, "Take what this rule finds for an error");
  add_rules("--enable", rules.enabled, "Apply a rule that is off by itself");
  add_rules("--disable", rules.disabled, "Do not apply this rule");
  add_value(
      lint, "--since", "VERSION",
      "Report nothing up to this version, which databases have",
      [&](const std::string& text) {
        rules.since = Version::parse(text).value();
      },
      check_version);
  add_value(
      lint, "--server-version", "N",
      "Oldest major version of PostgreSQL that the set runs on (the newest)",
      [&](const std::string& text) {
        rules.server_version = static_cast<int>(*count(text));
      },
      check_count);
  lint.add_flag("--scratch", lint_arguments.scratch,
                "Run PostgreSQL's migrations in the database of "
                "--database-url, which may be destroyed");
  lint.add_option("--before", lint_arguments.before,
                  "File with sets that are applied before these")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->check(check_not_empty);
  add_value(lint, "--source-directory", "DIR",
            "Where the files lie, for messages (as the build found them)",
            [&](const std::string& text) { request.source_directory = text; });
}

void add_reset(CLI::App& program, Arguments& arguments) {
  CLI::App& reset = add_command(program, arguments, "reset",
                                "Undo every migration and remove the history",
                                "reset --dry-run\n"
                                "reset --yes");
  add_dry_run(reset, arguments);
  add_limits(reset, arguments);
  reset.add_flag("-y,--yes", arguments.yes, "Do not ask");
  add_even_if_required(reset, arguments);
}

void add_resolve(CLI::App& program, Arguments& arguments) {
  CLI::App& resolve =
      add_command(program, arguments, "resolve",
                  "Say what became of a statement that was interrupted",
                  "resolve 0007 --done\n"
                  "resolve 0007 --again");
  ResolveArguments& request = arguments.resolve;
  resolve
      .add_option("VERSION", request.version,
                  "The migration whose statement is in doubt")
      ->check(check_version);
  CLI::Option* done =
      resolve.add_flag("--done", request.done, "It is done: go on behind it");
  resolve.add_flag("--again", request.again, "It is not: run it once more")
      ->excludes(done);
}

void add_baseline(CLI::App& program, Arguments& arguments) {
  CLI::App& baseline = add_command(
      program, arguments, "baseline",
      "Record migrations that a database has already, without running them",
      "baseline 0007 --reason 'made by the old installer'\n"
      "baseline 0007 --reason 'from the old days' --verify --dry-run");
  BaselineArguments& request = arguments.baseline;
  baseline
      .add_option("VERSION", request.version,
                  "The last migration that the database has")
      ->check(check_version);
  add_value(baseline, "--reason", "TEXT", "Why; the history keeps it",
            [&](const std::string& text) { request.reason = text; });
  CLI::Option* verify = baseline.add_flag(
      "--verify", request.verify,
      "Show how the schema differs from what the migrations make");
  add_value(baseline, "--scratch", "URL",
            "An empty database for --verify, which otherwise makes one",
            [&](const std::string& text) { request.scratch = text; })
      ->needs(verify);
  baseline.add_flag("--dry-run", arguments.dry_run,
                    "Print what would be recorded and touch nothing");
}

void add_backup(CLI::App& program, Arguments& arguments) {
  CLI::App& backup = add_command(program, arguments, "backup",
                                 "Copy the whole database to a new file",
                                 "backup\n"
                                 "backup shop-before.backup");
  backup.add_option("FILE", arguments.backup_file,
                    "Where to; named by database, time and version if not "
                    "given");
}

void add_restore(CLI::App& program, Arguments& arguments) {
  CLI::App& restore =
      add_command(program, arguments, "restore",
                  "Put a backup in the place of all that the database has",
                  "restore shop-before.backup\n"
                  "restore shop-before.backup --yes");
  restore.add_option("FILE", arguments.backup_file,
                     "What 'backup' or 'up --backup' has written");
  restore.add_flag("-y,--yes", arguments.yes, "Do not ask");
}

void add_inspect(CLI::App& program, Arguments& arguments) {
  CLI::App& inspect = add_command(
      program, arguments, "inspect",
      "Show the migrations in any program or library, without running it",
      "inspect ./start-shop\n"
      "inspect --json libshop.a libaudit.so");
  inspect.add_option("FILE...", arguments.files,
                     "Programs, libraries or object files");
}

void add_help(CLI::App& program, Arguments& arguments) {
  CLI::App& help = add_command(program, arguments, "help",
                               "Show help on a command", "help up");
  help.add_option("COMMAND", arguments.topic, "Which one; all if not given");
}

// What needs no migrations of the program's own.
void add_tool_commands(CLI::App& program, Arguments& arguments) {
  add_inspect(program, arguments);
  add_lint(program, arguments);
  add_help(program, arguments);
}

void add_commands(CLI::App& program, Arguments& arguments,
                  bool without_destructive_commands) {
  add_up(program, arguments);
  if (!without_destructive_commands) add_down(program, arguments);
  add_status(program, arguments);
  add_verify(program, arguments);
  add_command(program, arguments, "list",
              "Show the migrations in this binary, without a database",
              "list --json");
  add_inspect(program, arguments);
  add_lint(program, arguments);
  add_create(program, arguments);
  add_command(program, arguments, "init", "Create the history table", "init");
  if (!without_destructive_commands) add_reset(program, arguments);
  add_resolve(program, arguments);
  add_baseline(program, arguments);
  add_backup(program, arguments);
  if (!without_destructive_commands) add_restore(program, arguments);
  add_help(program, arguments);
}

}  // namespace

void declare(CLI::App& app, Arguments& arguments, const Program& program) {
  app.name(program.name);
  app.description(program.carries_sets
                      ? "Migrates a database with the migrations in this binary"
                      : "Looks into the migrations that binaries carry");
  app.set_help_flag();
  app.allow_extras();
  app.require_subcommand(0, 1);
  app.footer(program.carries_sets ? "up\n"
                                    "status --database-url sqlite:shop.db\n"
                                    "help create"
                                  : "inspect ./start-shop\n"
                                    "lint ./start-shop\n"
                                    "help lint");
  add_common_options(app, arguments);
  app.add_flag("--version", arguments.version, "Show the version of Godwit")
      ->group("Common options");
  if (program.carries_sets) {
    add_commands(app, arguments, program.without_destructive_commands);
  } else {
    add_tool_commands(app, arguments);
  }
}

}  // namespace godwit::cli
