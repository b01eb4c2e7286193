// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>

#include "cli/arguments.h"

namespace CLI {
class App;
}

namespace godwit::cli {

/// Declares every command of the program with its options. Parsing then fills
/// `arguments`, which must outlive `app`. A footer holds examples, one to a
/// line, without the name of the program.
void declare(CLI::App& app, Arguments& arguments, const Program& program);

/// The same but for what these words cannot use where nothing is wrong with
/// them: commands that none of them names, and where a command stands first,
/// options in front of it. Declaring all is most of what a start costs.
void declare_for(std::span<const std::string> words, CLI::App& app,
                 Arguments& arguments, const Program& program);

}  // namespace godwit::cli
