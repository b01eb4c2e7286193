// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include "cli/command.h"

namespace godwit::cli {
namespace {

ExitCode run_man(Invocation& invocation) {
  return show_text(invocation, man_text(invocation.program, GODWIT_VERSION));
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::man = {
    .name = "man",
    .description = "Print the page of the manual",
    .examples = "man | man -l -",
    .run = cli::run_man,
    .needs_database = false,
};

}  // namespace godwit
