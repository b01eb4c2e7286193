// SPDX-License-Identifier: BSL-1.0
#include "cli/declared.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <utility>

#include "cli/options.h"

namespace godwit::cli {
namespace {

std::vector<std::string> cut_at(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// By what the help calls it: "each|batch", "DIR", "[SET=]DIR", "FILE...".
Wanted wanted_by(std::string placeholder) {
  Wanted wanted{.kind = Wanted::Kind::text};
  if (placeholder.find('|') != placeholder.npos) {
    wanted.kind = Wanted::Kind::words;
    wanted.words = cut_at(placeholder, '|');
  } else if (placeholder.ends_with("DIR")) {
    wanted.kind = Wanted::Kind::directory;
  } else if (placeholder.starts_with("FILE")) {
    wanted.kind = Wanted::Kind::file;
  } else if (placeholder == "COMMAND") {
    wanted.kind = Wanted::Kind::command;
  }
  wanted.placeholder = std::move(placeholder);
  return wanted;
}

DeclaredOption declared(const CLI::Option& option) {
  DeclaredOption result{.description = option.get_description()};
  for (const std::string& name : option.get_snames()) {
    result.names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    result.names.push_back("--" + name);
  }
  if (option.get_positional()) {
    result.wanted = wanted_by(option.get_name(true));
    result.repeated = result.wanted.placeholder.ends_with("...");
    result.optional = option.get_group() == optional_arguments;
  } else if (option.get_items_expected_max() > 0) {
    result.wanted = wanted_by(option.get_type_name());
    result.repeated =
        option.get_multi_option_policy() == CLI::MultiOptionPolicy::Throw;
  }
  return result;
}

void fill(DeclaredCommand& command, const CLI::App& app) {
  command.name = app.get_name();
  command.description = app.get_description();
  command.examples = cut_at(app.get_footer(), '\n');
  for (const CLI::Option* option : app.get_options()) {
    auto& list = option->get_positional()                  ? command.arguments
                 : option->get_group() == "Common options" ? command.common
                                                           : command.options;
    list.push_back(declared(*option));
  }
}

}  // namespace

DeclaredProgram declared(const CLI::App& app) {
  DeclaredProgram program;
  fill(program, app);
  for (const CLI::App* command : app.get_subcommands({})) {
    fill(program.commands.emplace_back(), *command);
  }
  return program;
}

std::vector<std::string> names_of_commands(const DeclaredProgram& program) {
  std::vector<std::string> names;
  for (const DeclaredCommand& command : program.commands) {
    names.push_back(command.name);
  }
  return names;
}

std::string joined(const std::vector<std::string>& words,
                   std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

}  // namespace godwit::cli
