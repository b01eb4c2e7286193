// SPDX-License-Identifier: BSL-1.0
#include "cli/completion.h"

#include <fmt/format.h>

#include <set>
#include <string_view>

#include "base/ascii.h"

namespace godwit::cli {
namespace {

using Kind = Wanted::Kind;

// A name that a function of a shell can have.
std::string function_name(const DeclaredProgram& program) {
  std::string name = "_";
  for (const char c : program.name) {
    name += is_letter(c) || is_digit(c) ? c : '_';
  }
  return name;
}

std::string made_by(const DeclaredProgram& program, std::string_view shell) {
  return fmt::format("# Made by '{} completion {}'.\n", program.name, shell);
}

/// In single quotes, for bash and zsh.
std::string in_quotes(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return result + "'";
}

std::vector<std::string> choices(const Wanted& wanted,
                                 const DeclaredProgram& program) {
  return wanted.kind == Kind::command ? names_of_commands(program)
                                      : wanted.words;
}

std::string names_of(const std::vector<DeclaredOption>& options) {
  std::vector<std::string> names;
  for (const DeclaredOption& option : options) {
    names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return joined(names, " ");
}

// bash: a list of `case`s.

class BashScript {
 public:
  explicit BashScript(const DeclaredProgram& program) : program_(program) {}

  std::string text() const {
    const std::string function = function_name(program_);
    return fmt::format(
        R"({0}{1}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  # bash cuts at "=": "--format=json" is three words.
  if [[ $word == = ]]; then
    word=
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  local command= words= kind= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
      {2})
        if [[ ${{COMP_WORDS[i+1]}} == = ]]; then ((i += 2)); else ((i++)); fi ;;
      {3}) command=${{COMP_WORDS[i]}}; break ;;
    esac
  done
  case $command:$before in
{4}    *)
      if [[ $word == -* ]]; then
        case $command in
{5}        esac
      else
        case $command in
{6}        esac
      fi ;;
  esac
  COMPREPLY=()
  case $kind in
    file) compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -f -- "$word")) ;;
    directory) compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -d -- "$word")) ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
  esac
}}
complete -F {1} {7}
)",
        made_by(program_, "bash"), function, with_values(),
        joined(names_of_commands(program_), "|"), values(), options(),
        arguments(), program_.name);
  }

 private:
  // Whatever may stand in front of the command.
  std::string with_values() const {
    std::vector<std::string> names;
    for (const DeclaredOption& option : program_.common) {
      if (option.wanted.kind == Kind::nothing) continue;
      names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return joined(names, "|");
  }

  std::string values() const {
    std::string text;
    for (const DeclaredOption& option : program_.common) {
      text += value("*", option);
    }
    for (const DeclaredCommand& command : program_.commands) {
      for (const DeclaredOption& option : command.options) {
        text += value(command.name, option);
      }
    }
    return text;
  }

  std::string value(const std::string& command,
                    const DeclaredOption& option) const {
    if (option.wanted.kind == Kind::nothing) return {};
    std::vector<std::string> patterns;
    for (const std::string& name : option.names) {
      patterns.push_back(command + ":" + name);
    }
    return fmt::format("    {}) {} ;;\n", joined(patterns, "|"),
                       setting(option.wanted));
  }

  std::string setting(const Wanted& wanted) const {
    switch (wanted.kind) {
      case Kind::file:
        return "kind=file";
      case Kind::directory:
        return "kind=directory";
      default:
        return fmt::format("words={}",
                           in_quotes(joined(choices(wanted, program_), " ")));
    }
  }

  std::string options() const {
    std::string text = fmt::format("          '') words={} ;;\n",
                                   in_quotes(names_of(program_.common)));
    for (const DeclaredCommand& command : program_.commands) {
      text += fmt::format("          {}) words={} ;;\n", command.name,
                          in_quotes(names_of(command.options) + " " +
                                    names_of(command.common)));
    }
    return text;
  }

  std::string arguments() const {
    std::string text =
        fmt::format("          '') words={} ;;\n",
                    in_quotes(joined(names_of_commands(program_), " ")));
    for (const DeclaredCommand& command : program_.commands) {
      if (command.arguments.empty()) continue;
      text += fmt::format("          {}) {} ;;\n", command.name,
                          setting(command.arguments.front().wanted));
    }
    return text;
  }

  const DeclaredProgram& program_;
};

// zsh: specifications of _arguments,
// https://zsh.sourceforge.io/Doc/Release/Completion-System.html

std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (std::string_view("[]:\\").find(c) != std::string_view::npos) {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::string zsh_action(const Wanted& wanted, const DeclaredProgram& program) {
  switch (wanted.kind) {
    case Kind::file:
      return "_files";
    case Kind::directory:
      return "_files -/";
    case Kind::words:
    case Kind::command:
      return fmt::format("({})", joined(choices(wanted, program), " "));
    default:
      return " ";
  }
}

std::string zsh_specifications(const DeclaredOption& option,
                               const DeclaredProgram& program) {
  const Wanted& wanted = option.wanted;
  const std::string value =
      wanted.kind == Kind::nothing
          ? std::string()
          : fmt::format(":{}:{}", zsh_text(wanted.placeholder),
                        zsh_action(wanted, program));
  if (option.names.empty()) {
    return fmt::format(
        "    {}\n",
        in_quotes((option.repeated ? "*" : "") +
                  (option.repeated ? value : ":" + value.substr(1))));
  }
  const std::string others =
      option.repeated           ? "*"
      : option.names.size() > 1 ? fmt::format("({})", joined(option.names, " "))
                                : "";
  std::string text;
  for (const std::string& name : option.names) {
    const bool equals = wanted.kind != Kind::nothing && name.starts_with("--");
    text += fmt::format(
        "    {}\n",
        in_quotes(fmt::format("{}{}{}[{}]{}", others, name, equals ? "=" : "",
                              zsh_text(option.description), value)));
  }
  return text;
}

std::string zsh_specifications(const std::vector<DeclaredOption>& options,
                               const DeclaredProgram& program) {
  std::string text;
  for (const DeclaredOption& option : options) {
    text += zsh_specifications(option, program);
  }
  return text;
}

// fish

std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string fish_value(const Wanted& wanted, const DeclaredProgram& program) {
  switch (wanted.kind) {
    case Kind::nothing:
      return "";
    case Kind::file:
      return " -r -F";
    case Kind::directory:
      return " -x -a '(__fish_complete_directories)'";
    case Kind::words:
    case Kind::command:
      return " -x -a " + fish_quoted(joined(choices(wanted, program), " "));
    case Kind::text:
      return " -x";
  }
  return "";
}

std::string fish_option(const DeclaredOption& option, const std::string& begin,
                        const DeclaredProgram& program) {
  std::string text = begin;
  for (const std::string& name : option.names) {
    text += name.starts_with("--") ? fmt::format(" -l {}", name.substr(2))
                                   : fmt::format(" -s {}", name.substr(1));
  }
  return text + fish_value(option.wanted, program) + " -d " +
         fish_quoted(option.description) + "\n";
}

std::string fish_argument(const DeclaredOption& argument,
                          const std::string& begin,
                          const DeclaredProgram& program) {
  switch (argument.wanted.kind) {
    case Kind::file:
      return begin + " -F\n";
    case Kind::directory:
      return begin + " -a '(__fish_complete_directories)'\n";
    case Kind::words:
    case Kind::command:
      return fmt::format(
          "{} -a {}\n", begin,
          fish_quoted(joined(choices(argument.wanted, program), " ")));
    default:
      return {};
  }
}

}  // namespace

std::string bash_completion(const DeclaredProgram& program) {
  return BashScript(program).text();
}

std::string zsh_completion(const DeclaredProgram& program) {
  const std::string function = function_name(program);
  std::string commands;
  std::string cases;
  for (const DeclaredCommand& command : program.commands) {
    commands += fmt::format(
        "    {}\n", in_quotes(fmt::format("{}:{}", command.name,
                                          zsh_text(command.description))));
    cases +=
        fmt::format("      {})\n        own=(\n{}{}        ) ;;\n",
                    command.name, zsh_specifications(command.options, program),
                    zsh_specifications(command.arguments, program));
  }
  return fmt::format(
      R"(#compdef {0}
{1}{2}() {{
  local curcontext=$curcontext state line
  local -a commands common own
  typeset -A opt_args
  commands=(
{3}  )
  common=(
{4}  )
  _arguments -C $common '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
{5}      esac
      _arguments $common $own ;;
  esac
}}
# Run by the completion itself, or read by 'source'.
if [[ $funcstack[1] == {2} ]]; then
  {2} "$@"
else
  compdef {2} {0}
fi
)",
      program.name, made_by(program, "zsh"), function, commands,
      zsh_specifications(program.common, program), cases);
}

std::string fish_completion(const DeclaredProgram& program) {
  const std::string begin = "complete -c " + program.name;
  std::string text = made_by(program, "fish") + begin + " -f\n";
  for (const DeclaredOption& option : program.common) {
    text += fish_option(option, begin, program);
  }
  for (const DeclaredCommand& command : program.commands) {
    text += fmt::format("{} -n __fish_use_subcommand -a {} -d {}\n", begin,
                        command.name, fish_quoted(command.description));
    const std::string seen = fmt::format(
        "{} -n '__fish_seen_subcommand_from {}'", begin, command.name);
    for (const DeclaredOption& option : command.options) {
      text += fish_option(option, seen, program);
    }
    for (const DeclaredOption& argument : command.arguments) {
      text += fish_argument(argument, seen, program);
    }
  }
  return text;
}

}  // namespace godwit::cli
