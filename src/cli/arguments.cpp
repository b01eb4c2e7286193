// SPDX-License-Identifier: BSL-1.0
#include "cli/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "base/suggestion.h"
#include "cli/completion.h"
#include "cli/declaration.h"
#include "cli/declared.h"
#include "cli/help.h"
#include "cli/man_page.h"

namespace godwit::cli {
namespace {

Error usage_error(std::string message, std::string hint) {
  return make_error(ErrorCode::invalid_argument, std::move(message),
                    std::move(hint));
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) {
    names.push_back(command->get_name());
  }
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

std::string see_help(const CLI::App& app, const CLI::App& command) {
  const std::string topic = &command == &app ? "" : " " + command.get_name();
  return fmt::format("see '{} help{}'", app.get_name(), topic);
}

std::string either(const std::string& suggestion, const std::string& help) {
  return suggestion.empty() ? help : fmt::format("{} {}", suggestion, help);
}

Error unknown_option(const std::string& word, const CLI::App& app,
                     const CLI::App& command) {
  const std::string option = word.substr(0, word.find('='));
  return usage_error(fmt::format("unknown option '{}'", option),
                     either(suggestion(option, option_names(command)),
                            see_help(app, command)));
}

// What other tools call it: Flyway, goose, dbmate, golang-migrate, Rails, sqlx,
// Diesel, Prisma, Knex, Alembic, EF.
constexpr auto words_of_others =
    std::to_array<std::pair<std::string_view, std::string_view>>({
        {"add", "create"},
        {"apply", "up"},
        {"check", "lint"},
        {"clean", "reset"},
        {"create-db", "create-database"},
        {"current", "status"},
        {"debug", "doctor"},
        {"deploy", "up"},
        {"down-to", "down --to"},
        {"downgrade", "down"},
        {"drop", "reset"},
        {"fix", "rebase"},
        {"force", "mark"},
        {"fresh", "reset"},
        {"generate", "create"},
        {"info", "status"},
        {"latest", "up"},
        {"ls", "list"},
        {"make", "create"},
        {"migrate", "up"},
        {"new", "create"},
        {"pending", "status"},
        {"refresh", "reset"},
        {"revert", "down"},
        {"rollback", "down"},
        {"run", "up"},
        {"script", "up --dry-run --script"},
        {"testConnection", "doctor"},
        {"undo", "down"},
        {"up-by-one", "up --steps 1"},
        {"up-to", "up --to"},
        {"update", "up"},
        {"upgrade", "up"},
        {"validate", "verify"},
        {"version", "status"},
    });

bool has_command(const std::vector<std::string>& names, std::string_view line) {
  const std::string_view name = line.substr(0, line.find(' '));
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string suggested_command(std::string word, const CLI::App& app) {
  const std::vector<std::string> names = command_names(app);
  // Scripts of npm have it behind a colon: db:seed, migrate:up.
  word.erase(0, word.rfind(':') + 1);
  if (has_command(names, word)) return fmt::format("did you mean '{}'?", word);
  const auto other =
      std::find_if(words_of_others.begin(), words_of_others.end(),
                   [&](const auto& each) { return each.first == word; });
  if (other != words_of_others.end() && has_command(names, other->second)) {
    return fmt::format("did you mean '{}'?", other->second);
  }
  return suggestion(word, names);
}

Error unknown_command(const std::string& word, const CLI::App& app) {
  return usage_error(fmt::format("unknown command '{}'", word),
                     either(suggested_command(word, app), see_help(app, app)));
}

// Not the commands themselves: asking for a name must not bring what was left
// out into the binary.
#define GODWIT_COMMAND(name) #name,
constexpr std::string_view names_of_all[] = {
#include <godwit/commands.inc>
};

bool is_command(std::string word) {
  std::replace(word.begin(), word.end(), '-', '_');
  if (word == "goto") word += '_';
  return std::find(std::begin(names_of_all), std::end(names_of_all), word) !=
         std::end(names_of_all);
}

Error left_out(const std::string& command) {
  return usage_error(
      fmt::format("'{}' was left out of this executor when it was built",
                  command),
      "see WITHOUT where godwit_add_migrator is called");
}

Error unexpected(const std::string& word, const CLI::App& app,
                 const CLI::App& command) {
  return usage_error(fmt::format("unexpected argument '{}'", word),
                     see_help(app, command));
}

bool is_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-';
}

const CLI::App& chosen_command(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  return chosen.empty() ? app : *chosen.front();
}

// The first word that nothing is known to do with. What stands before the
// command is left over in the program, what stands after it in the command.
std::optional<Error> leftover(const CLI::App& app, const Program& program) {
  const CLI::App& command = chosen_command(app);
  for (const std::string& word : app.remaining()) {
    if (word == "--") continue;
    if (is_option(word)) return unknown_option(word, app, app);
    if (&command != &app) return unexpected(word, app, command);
    if (program.carries_sets && is_command(word)) return left_out(word);
    return unknown_command(word, app);
  }
  if (&command == &app) return std::nullopt;
  for (const std::string& word : command.remaining()) {
    if (word == "--") continue;
    if (is_option(word)) return unknown_option(word, app, command);
    return unexpected(word, app, command);
  }
  return std::nullopt;
}

// CLI11 says "--to: 1 required VERSION missing".
std::string missing_value(const std::string& message) {
  return fmt::format("{} needs a value", message.substr(0, message.find(':')));
}

Error refused(const CLI::ParseError& error, const CLI::App& app) {
  const bool value_missing =
      dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr;
  return usage_error(value_missing ? missing_value(error.what()) : error.what(),
                     see_help(app, chosen_command(app)));
}

using Declare = void(CLI::App&, Arguments&);

Result<Arguments> parse(std::vector<std::string> words, const Program& program,
                        const std::function<Declare>& declare) {
  CLI::App app;
  Arguments arguments;
  declare(app, arguments);
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return refused(error, app);
  }
  if (std::optional<Error> error = leftover(app, program)) return *error;
  return arguments;
}

}  // namespace

Result<Arguments> parse_arguments(const std::vector<std::string>& words,
                                  const Program& program) {
  auto arguments = parse(words, program, [&](CLI::App& app, Arguments& parsed) {
    declare_for(words, app, parsed, program);
  });
  if (arguments) return arguments;
  // What is wrong is told with what there would have been.
  return parse(words, program, [&](CLI::App& app, Arguments& parsed) {
    declare(app, parsed, program);
  });
}

Result<std::string> help_text(std::string_view topic, const Program& program) {
  CLI::App app;
  Arguments arguments;
  declare(app, arguments, program);
  if (topic.empty()) return help_page(app, app);
  const std::string name(topic);
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == name) return help_page(app, *command);
  }
  return unknown_command(name, app);
}

std::string completion_text(std::string_view shell, const Program& program) {
  CLI::App app;
  Arguments arguments;
  declare(app, arguments, program);
  const DeclaredProgram described = declared(app);
  if (shell == "bash") return bash_completion(described);
  return shell == "zsh" ? zsh_completion(described)
                        : fish_completion(described);
}

std::string man_text(const Program& program, std::string_view version) {
  CLI::App app;
  Arguments arguments;
  declare(app, arguments, program);
  return man_page(declared(app), version);
}

}  // namespace godwit::cli
