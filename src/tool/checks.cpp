// SPDX-License-Identifier: BSL-1.0
#include <godwit/executor.h>

#include <string_view>

#include "tool/test_command.h"

namespace godwit {

int run_checks(std::span<const EmbeddedSet> sets, int argc,
               const char* const* argv) {
  if (argc > 1 && std::string_view(argv[1]) == "test") {
    return tool::run_test(sets, argc, argv);
  }
  constexpr const cli::Command* commands[] = {&commands::lint, &commands::help};
  return run_executor(sets, commands, argc, argv);
}

}  // namespace godwit
