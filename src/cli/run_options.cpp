// SPDX-License-Identifier: BSL-1.0
#include "cli/run_options.h"

namespace godwit::cli {
namespace {

TransactionMode mode_named(const std::string& text) {
  return text == "batch" ? TransactionMode::batch : TransactionMode::each;
}

NewerPolicy policy_named(const std::string& text) {
  return text == "refuse" ? NewerPolicy::refuse : NewerPolicy::accept;
}

}  // namespace

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

void add_up_request(Options& options, UpRequest& request) {
  add_extent(options, request, "Stop after this version",
             "Apply at most so many");
  options.value(
      "--transaction", "each|batch",
      "each: one transaction for each migration (as if not given); batch: one "
      "for all",
      [&](const std::string& text) { request.transaction = mode_named(text); },
      check_transaction);
  options.flag("--allow-out-of-order", request.allow_out_of_order,
               "Apply pending migrations that are older than applied ones");
  options.value(
      "--newer", "accept|refuse",
      "accept or refuse a database that a newer binary has migrated (as the "
      "set says)",
      [&](const std::string& text) { request.newer = policy_named(text); },
      check_newer);
}

Option add_plan(Options& options, Arguments& arguments) {
  return options.value(
      "--plan", "HASH", "Only if that is still what 'plan' has shown",
      [&](const std::string& text) { arguments.plan = text; }, check_hash);
}

Option add_dry_run(Options& options, Arguments& arguments) {
  return options.flag("--dry-run", arguments.dry_run,
                      "Print the SQL that would run and touch nothing");
}

void add_dry_run_and_script(Options& options, Arguments& arguments) {
  const Option dry_run = add_dry_run(options, arguments);
  options
      .flag("--script", arguments.script,
            "With --dry-run: as a script for psql or sqlite3, with "
            "transactions and the records in the history")
      .needs(dry_run);
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
