// SPDX-License-Identifier: BSL-1.0
#include "cli/help.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/options.h"
#include "cli/surroundings.h"
#include "report/printable.h"

namespace godwit::cli {
namespace {

using Entry = std::pair<std::string, std::string>;

// What every terminal shows in a line.
constexpr std::size_t columns = 80;

std::string entries(std::string_view heading, const std::vector<Entry>& list) {
  if (list.empty()) return {};
  std::size_t width = 0;
  for (const auto& [left, right] : list) width = std::max(width, left.size());
  std::string text = fmt::format("\n{}:\n", heading);
  for (const auto& [left, right] : list) {
    text += fmt::format("  {:{}}  {}\n", left, width,
                        report::wrapped(right, width + 4, columns));
  }
  return text;
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

// "-d, --database-url URL", with the long names in line below each other.
std::string spelling(const CLI::Option& option) {
  std::string text = "    ";
  for (const std::string& name : option.get_snames()) {
    text = fmt::format("-{}, ", name);
  }
  text += "--" + option.get_lnames().front();
  return takes_value(option) ? text + " " + option.get_type_name() : text;
}

std::vector<Entry> options(const CLI::App& command, const std::string& group) {
  std::vector<Entry> list;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() || option->get_group() != group) continue;
    list.emplace_back(spelling(*option), option->get_description());
  }
  return list;
}

std::vector<Entry> positionals(const CLI::App& command) {
  std::vector<Entry> list;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    list.emplace_back(option->get_name(true), option->get_description());
  }
  return list;
}

std::vector<Entry> commands_of(const CLI::App& program) {
  std::vector<Entry> list;
  for (const CLI::App* command : program.get_subcommands({})) {
    list.emplace_back(command->get_name(), command->get_description());
  }
  return list;
}

std::string usage(const CLI::App& program, const CLI::App& command) {
  if (&program == &command) {
    return fmt::format("Usage: {} COMMAND [OPTIONS]\n", program.get_name());
  }
  std::string text =
      fmt::format("Usage: {} {}", program.get_name(), command.get_name());
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    const bool optional = option->get_group() == optional_arguments;
    const std::string name = option->get_name(true);
    text += optional ? fmt::format(" [{}]", name) : " " + name;
  }
  return text + " [OPTIONS]\n";
}

std::string examples(const CLI::App& program, const CLI::App& command) {
  std::string text = "\nExamples:\n";
  std::string_view rest;
  const std::string footer = command.get_footer();
  for (rest = footer; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += fmt::format("  {} {}\n", program.get_name(), rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

// Only on the first page: on the others it would hide what is special.
std::string surroundings(bool first_page) {
  if (!first_page) return {};
  std::vector<Entry> variables;
  for (const Term& heard : variables_heard) {
    variables.emplace_back(heard.word, heard.meaning);
  }
  return entries("Environment", variables) + R"(
Exit codes:
  0  done    1  failed    2  wrong usage    130  interrupted
  3  pending or diverged (status --exit-code, verify)
  4  locked by another run    5  connection lost
)";
}

}  // namespace

std::string help_page(const CLI::App& program, const CLI::App& command) {
  std::string text =
      report::wrapped(command.get_description(), 0, columns) + "\n\n";
  text += usage(program, command);
  text += entries("Commands", commands_of(command));
  text += entries("Arguments", positionals(command));
  text += entries("Options", options(command, "Options"));
  text += entries("Common options", options(command, "Common options"));
  text += examples(program, command);
  text += surroundings(&program == &command);
  text.pop_back();
  return text;
}

}  // namespace godwit::cli
