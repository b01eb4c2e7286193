// SPDX-License-Identifier: BSL-1.0
#include "cli/man_page.h"

#include <fmt/format.h>

#include "base/ascii.h"
#include "cli/surroundings.h"

namespace godwit::cli {
namespace {

// As it stands: a dash is one that can be typed, and neither a backslash nor
// what begins a line is a command. groff_char(7), man-pages(7)
std::string roff(std::string_view text) {
  std::string result =
      text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    switch (c) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '\'':
        result += "\\(aq";
        break;
      case '`':
        result += "\\(ga";
        break;
      case '^':
        result += "\\(ha";
        break;
      case '~':
        result += "\\(ti";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string bold(std::string_view text) {
  return fmt::format("\\fB{}\\fR", roff(text));
}

std::string italic(std::string_view text) {
  return fmt::format("\\fI{}\\fR", roff(text));
}

std::string term(std::string_view head, std::string_view meaning) {
  return fmt::format(".TP\n{}\n{}\n", head, roff(meaning));
}

std::string option_head(const DeclaredOption& option) {
  std::string head;
  for (const std::string& name : option.names) {
    head += (head.empty() ? "" : ", ") + bold(name);
  }
  const std::string& placeholder = option.wanted.placeholder;
  if (placeholder.empty()) return head;
  return (head.empty() ? "" : head + " ") + italic(placeholder);
}

std::string options_text(const std::vector<DeclaredOption>& options) {
  std::string text;
  for (const DeclaredOption& option : options) {
    text += term(option_head(option), option.description);
  }
  return text;
}

std::string examples_text(const DeclaredCommand& command,
                          const std::string& program) {
  std::string text;
  for (const std::string& example : command.examples) {
    text += fmt::format("{}\n", roff(fmt::format("{} {}", program, example)));
  }
  return text.empty() ? text : fmt::format(".PP\n.nf\n{}.fi\n", text);
}

std::string command_text(const DeclaredCommand& command,
                         const std::string& program) {
  std::string head = bold(command.name);
  for (const DeclaredOption& argument : command.arguments) {
    const std::string word = italic(argument.wanted.placeholder);
    head += argument.optional ? fmt::format(" [{}]", word) : " " + word;
  }
  return fmt::format(".SS {} [{}]\n{}\n{}{}{}", head, italic("options"),
                     roff(command.description), options_text(command.arguments),
                     options_text(command.options),
                     examples_text(command, program));
}

template <typename Terms>
std::string terms_text(const Terms& terms) {
  std::string text;
  for (const Term& one : terms) text += term(bold(one.word), one.meaning);
  return text;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

std::string small_at_first(std::string text) {
  if (!text.empty()) text[0] = lower(text[0]);
  return text;
}

}  // namespace

std::string man_page(const DeclaredProgram& program, std::string_view version) {
  std::string text = fmt::format(
      ".TH \"{}\" 1 \"\" \"godwit {}\" \"Database migrations\"\n"
      ".SH NAME\n{} \\- {}\n"
      ".SH SYNOPSIS\n{} {} [{}]\n"
      ".SH DESCRIPTION\n{}.\n"
      ".SH COMMANDS\n",
      roff(upper(program.name)), roff(version), roff(program.name),
      roff(small_at_first(program.description)), bold(program.name),
      italic("command"), italic("options"), roff(program.description));
  for (const DeclaredCommand& command : program.commands) {
    text += command_text(command, program.name);
  }
  text += ".SH OPTIONS OF ALL COMMANDS\n" + options_text(program.common);
  text += ".SH ENVIRONMENT\n" + terms_text(variables_heard);
  text += ".SH FILES\n" +
          term(bold(".env"),
               "Variables that name the database, read from the directory "
               "that the command runs in");
  text += ".SH EXIT STATUS\n" + terms_text(exit_codes);
  text += ".SH EXAMPLES\n" + examples_text(program, program.name);
  return text;
}

}  // namespace godwit::cli
