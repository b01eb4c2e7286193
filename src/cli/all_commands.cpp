// SPDX-License-Identifier: BSL-1.0
//
// Apart from all else: whoever needs this has all commands in his binary.
#include <godwit/executor.h>

namespace godwit {
namespace {

#define GODWIT_COMMAND(name) &commands::name,
constexpr const cli::Command* all[] = {
#include <godwit/commands.inc>
};

}  // namespace

int run_executor(std::span<const EmbeddedSet> sets, int argc,
                 const char* const* argv, const ExecutorOptions& options) {
  return run_executor(sets, all, argc, argv, options);
}

}  // namespace godwit
