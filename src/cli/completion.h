// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "cli/declared.h"

namespace godwit::cli {

// Scripts by which a shell completes the command line of a program: its
// commands, their options, and values of which it is known what they can be.
// They never run the program.

std::string bash_completion(const DeclaredProgram& program);
std::string zsh_completion(const DeclaredProgram& program);
std::string fish_completion(const DeclaredProgram& program);

}  // namespace godwit::cli
