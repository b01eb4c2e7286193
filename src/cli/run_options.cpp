// SPDX-License-Identifier: BSL-1.0
#include "cli/run_options.h"

namespace godwit::cli {

void add_limits(Options& options, Arguments& arguments) {
  options.value(
      "--statement-timeout", "SECONDS",
      "How long each statement of a migration may take (no limit)",
      [&](const std::string& text) {
        arguments.statement_timeout = *seconds(text);
      },
      check_seconds);
  options.value(
      "--table-lock-timeout", "SECONDS",
      "How long a statement may wait for a lock on a table; PostgreSQL only "
      "(no limit)",
      [&](const std::string& text) {
        arguments.table_lock_timeout = *seconds(text);
      },
      check_seconds);
  options.value(
      "--retries", "N",
      "How often a migration begins again that got no lock on a table or was "
      "in a deadlock (5)",
      [&](const std::string& text) { arguments.retries = *number(text); },
      check_number);
}

void add_dry_run(Options& options, Arguments& arguments) {
  options.flag("--dry-run", arguments.dry_run,
               "Print the SQL that would run and touch nothing");
}

void add_wait(Options& options, Arguments& arguments,
              const std::string& description) {
  options.value(
      "--wait", "SECONDS", description,
      [&](const std::string& text) { arguments.wait = *seconds(text); },
      check_seconds);
}

void add_even_if_required(Options& options, Arguments& arguments) {
  options.flag("--even-if-required", arguments.even_if_required,
               "With --set: although sets that require it are applied");
}

}  // namespace godwit::cli
