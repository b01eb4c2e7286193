// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace godwit::cli {

/// What the value of an option, or a word without one, can be.
struct Wanted {
  enum class Kind { nothing, text, words, file, directory, command };

  /// `nothing`: a flag.
  Kind kind = Kind::nothing;
  /// As in the help, such as "VERSION" or "each|batch".
  std::string placeholder = {};
  /// Of `words`: what there is to choose from.
  std::vector<std::string> words = {};
};

/// An option, or a word without one, as it is declared.
struct DeclaredOption {
  /// With their dashes; none: a word without an option.
  std::vector<std::string> names = {};
  std::string description = {};
  Wanted wanted = {};
  bool repeated = false;
  /// Of a word without an option.
  bool optional = false;
};

/// A command, or the program itself.
struct DeclaredCommand {
  std::string name = {};
  std::string description = {};
  std::vector<DeclaredOption> arguments = {};
  /// Its own, and those of all commands.
  std::vector<DeclaredOption> options = {};
  std::vector<DeclaredOption> common = {};
  /// Without the name of the program.
  std::vector<std::string> examples = {};
};

struct DeclaredProgram : DeclaredCommand {
  std::vector<DeclaredCommand> commands = {};
};

/// What a program understands, for all that is made of it: completions and
/// pages of the manual.
DeclaredProgram declared(const CLI::App& app);

/// The names of its commands.
std::vector<std::string> names_of_commands(const DeclaredProgram& program);

/// Words with something between them.
std::string joined(const std::vector<std::string>& words,
                   std::string_view between);

}  // namespace godwit::cli
