// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace godwit::cli {

/// The page of help on a command, or on the whole program where `command` is
/// the program itself.
std::string help_page(const CLI::App& program, const CLI::App& command);

}  // namespace godwit::cli
