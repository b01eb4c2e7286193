// SPDX-License-Identifier: BSL-1.0
//
// The tool `godwit`, which builds run on the machine that builds: an executor
// without migrations of its own, and with the parsers that would only weigh
// down one that is shipped.
#include <godwit/executor.h>

#include <string_view>
#if GODWIT_WITH_SQLITE
#include <sqlite3.h>
#endif

#include "cli/run.h"
#include "tool/diagram_command.h"
#include "tool/docs_command.h"
#include "tool/drift_command.h"
#include "tool/expect_command.h"
#include "tool/forget_command.h"
#include "tool/generate_command.h"
#include "tool/header_command.h"
#include "tool/outline_command.h"
#include "tool/push_command.h"
#include "tool/studio_command.h"
#include "tool/test_command.h"
#if GODWIT_WITH_PG_QUERY
#include "tool/postgresql_parser.h"
#endif

namespace {

constexpr const godwit::cli::Command* commands[] = {
    &godwit::tool::diagram,     &godwit::tool::docs,
    &godwit::tool::drift,       &godwit::commands::dump,
    &godwit::tool::expect,      &godwit::tool::generate,
    &godwit::tool::header,      &godwit::tool::outline,
    &godwit::tool::push,        &godwit::tool::studio,
    &godwit::commands::inspect, &godwit::commands::lint,
    &godwit::commands::rebase,  &godwit::commands::squash,
    &godwit::tool::forget,      &godwit::commands::completion,
    &godwit::commands::man,     &godwit::commands::help};

// SQLite counts its memory under a lock, which was an eighth of what generate
// takes of the processor. That is a matter of the whole process, and so none of
// the library's.
void count_no_memory() {
#if GODWIT_WITH_SQLITE
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  count_no_memory();
  if (argc > 1 && std::string_view(argv[1]) == "test") {
    return godwit::tool::run_test({}, argc, argv);
  }
  godwit::cli::Program program;
  program.commands = commands;
  program.carries_sets = false;
#if GODWIT_WITH_PG_QUERY
  program.postgresql_parser = {.errors = godwit::tool::postgresql_syntax_errors,
                               .version = godwit::tool::postgresql_grammar()};
#endif
  return godwit::cli::run({}, argc, argv, program);
}
