// SPDX-License-Identifier: BSL-1.0
#include "cli/declaration.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/command.h"
#include "cli/options.h"

namespace godwit::cli {
namespace {

constexpr const char* common = "Common options";

void add_common_options(CLI::App& command, Arguments& arguments) {
  Options options(command, common);
  options.value(
      "-d,--database-url", "URL",
      "Database; stronger than the environment variable DATABASE_URL",
      [&](const std::string& text) { arguments.database_url = text; });
  const Option env =
      options.value("--env", "NAME", "Read the file .env.NAME instead of .env",
                    [&](const std::string& text) { arguments.env = text; });
  options.flag("--no-env", arguments.no_env, "Read no such file").excludes(env);
  options.value("--set", "NAME",
                "Only this set of an executor that carries several",
                [&](const std::string& text) { arguments.set = text; });
  options.value(
      "--history-table", "NAME",
      "Table of the history, optionally with its schema",
      [&](const std::string& text) { arguments.history_table = text; });
  options.values(
      "--placeholder", "NAME=VALUE",
      "What ${NAME} stands for in the SQL; stronger than the "
      "environment variable GODWIT_PLACEHOLDER_NAME",
      [&](const std::string& text) {
        const std::size_t sign = text.find('=');
        arguments.placeholders[text.substr(0, sign)] = text.substr(sign + 1);
      },
      check_assignment);
  options.value(
      "--lock-timeout", "SECONDS",
      "How long to wait for other runs and for locked history tables (60)",
      [&](const std::string& text) { arguments.lock_timeout = *seconds(text); },
      check_seconds);
  options.flag("--skip-other-dialects", arguments.skip_other_dialects,
               "Do nothing where the database is one for other executors");
  options.flag("--json", arguments.json, "Print one JSON document");
  options.value("--log-file", "FILE",
                "Append to this file what happens, and when",
                [&](const std::string& text) { arguments.log_file = text; });
  options.value(
      "--log-format", "text|json",
      "How; without --log-file to standard error instead of messages (text)",
      [&](const std::string& text) { arguments.log_format = text; },
      check_log_format);
  options.flag("-q,--quiet", arguments.quiet, "Print results and errors only");
  options.flag("-v,--verbose", arguments.verbose,
               "Print what the database says, such as notices");
  options.flag("--no-color,--no-colour", arguments.no_colour,
               "Do not use colours");
  options.flag("-h,--help", arguments.help, "Show this help");
}

CLI::App& add_command(CLI::App& app, Arguments& arguments,
                      const Command& command) {
  const std::string name(command.name);
  CLI::App& added = *app.add_subcommand(name, std::string(command.description));
  added.set_help_flag();
  added.allow_extras();
  added.footer(std::string(command.examples));
  added.callback([&arguments, name] { arguments.command = name; });
  return added;
}

void add_options(CLI::App& app, Arguments& arguments, const Command& command) {
  add_common_options(app, arguments);
  if (command.declare == nullptr) return;
  Options options(app);
  command.declare(options, arguments);
}

void declare_program(CLI::App& app, const Program& program) {
  app.name(program.name);
  app.description(
      program.carries_sets
          ? "Migrates a database with the migrations in this binary"
          : "Generates, checks, renumbers and squashes migrations, and looks "
            "into binaries");
  app.set_help_flag();
  app.allow_extras();
  app.require_subcommand(0, 1);
  app.footer(program.carries_sets ? "up\n"
                                    "status --database-url sqlite:shop.db\n"
                                    "help create"
                                  : "inspect ./start-shop\n"
                                    "lint ./start-shop\n"
                                    "help lint");
}

void add_program_options(CLI::App& app, Arguments& arguments) {
  add_common_options(app, arguments);
  Options(app, common)
      .flag("--version", arguments.version, "Show the version of Godwit");
}

bool has(std::span<const std::string> words, const Command* command) {
  return std::ranges::find(words, command->name) != words.end();
}

}  // namespace

void declare(CLI::App& app, Arguments& arguments, const Program& program) {
  declare_program(app, program);
  add_program_options(app, arguments);
  for (const Command* command : program.commands) {
    add_options(add_command(app, arguments, *command), arguments, *command);
  }
}

void declare_for(std::span<const std::string> words, CLI::App& app,
                 Arguments& arguments, const Program& program) {
  declare_program(app, program);
  const auto first = words.first(std::min<std::size_t>(words.size(), 1));
  const bool command_first = std::ranges::any_of(
      program.commands,
      [&](const Command* command) { return has(first, command); });
  if (!command_first) add_program_options(app, arguments);
  for (const Command* command : program.commands) {
    if (!has(words, command)) continue;
    add_options(add_command(app, arguments, *command), arguments, *command);
  }
}

}  // namespace godwit::cli
