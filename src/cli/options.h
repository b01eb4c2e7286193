// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/option_values.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace godwit::cli {

/// What becomes of the text of an option; it has been checked.
using Store = std::function<void(const std::string&)>;
/// What is wrong with a text; empty: nothing.
using Check = std::function<std::string(const std::string&)>;

/// The group of the arguments that a command does without.
inline constexpr std::string_view optional_arguments = "Optional arguments";

/// One that is declared, to say how it goes together with others.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  /// Of an argument: the command does without it. It says by itself what it
  /// lacks where another one is missing.
  Option optional() const;
  Option needs(Option other) const;
  Option excludes(Option other) const;

 private:
  CLI::Option* option_;
};

/// The options of one command. Names are as "-y,--yes"; what is stored to must
/// outlive the parsing.
class Options {
 public:
  Options(CLI::App& command, std::string group = "Options")
      : command_(command), group_(std::move(group)) {}

  Option flag(const std::string& names, bool& value,
              const std::string& description);
  Option flag(const std::string& names, const std::function<void()>& set,
              const std::string& description);

  /// One that takes a value. The last one counts, so that what GODWIT_ARGS adds
  /// is stronger than what a build target says.
  Option value(const std::string& names, const std::string& placeholder,
               const std::string& description, const Store& store,
               const Check& check = check_not_empty);
  /// One that may be given several times, each with one value.
  Option values(const std::string& name, const std::string& placeholder,
                const std::string& description, const Store& store,
                const Check& check = check_not_empty);

  /// A word without an option in front.
  Option argument(const std::string& name, std::string& value,
                  const std::string& description, const Check& check = {});
  Option arguments(const std::string& name, std::vector<std::string>& values,
                   const std::string& description);

 private:
  Option grouped(CLI::Option* option);

  CLI::App& command_;
  std::string group_;
};

/// `--dialect`, of the directories that a command is given.
void declare_dialect(Options& options, std::optional<Dialect>& dialect);

}  // namespace godwit::cli
