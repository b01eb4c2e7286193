// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "cli/arguments.h"

namespace CLI {
class App;
}

namespace godwit::cli {

/// Declares every command of the program with its options. Parsing then fills
/// `arguments`, which must outlive `app`. A footer holds examples, one to a
/// line, without the name of the program.
void declare(CLI::App& app, Arguments& arguments, const Program& program);

}  // namespace godwit::cli
