// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/executor.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/number.h"
#include "cli/command.h"
#include "cli/confirmation.h"
#include "cli/options.h"
#include "cli/run_listener.h"
#include "report/printable.h"
#include "run/forget.h"

namespace godwit::cli {
namespace {

using Kept = std::vector<KeptTable>;

Error names_and_all() {
  return make_error(ErrorCode::invalid_argument,
                    "--all and names exclude each other",
                    "give the names of what may go, or --all");
}

Error neither_all_nor_not(std::string_view value) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("ALL is \"{}\"", value),
                    "set it to 1 if all that is kept may go, and else not");
}

// The words of a list, without the blanks around them.
std::vector<std::string> tables_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view name = trimmed(list.substr(0, comma));
    if (!name.empty()) names.emplace_back(name);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

// What may go: what the command line says or else, of a build target, what the
// environment does.
Result<ForgetArguments> what_may_go(const Invocation& invocation) {
  ForgetArguments may_go = invocation.arguments.forget;
  if (may_go.from_environment && may_go.names.empty() && !may_go.all) {
    may_go.names = tables_in(value_of(invocation.environment, "TABLES"));
    const std::string_view all = value_of(invocation.environment, "ALL");
    if (!all.empty() && all != "1") return neither_all_nor_not(all);
    may_go.all = !all.empty();
  }
  if (may_go.all && !may_go.names.empty()) return names_and_all();
  return may_go;
}

std::string rows_of(const KeptTable& table) {
  return fmt::format("{}  {}", report::printable(to_string(table)),
                     counted(static_cast<std::size_t>(table.rows), "row"));
}

std::string what_goes(const Kept& tables) {
  if (tables.size() == 1) {
    return "forget what is kept in " +
           report::printable(to_string(tables.front()));
  }
  return fmt::format("forget what is kept in {} tables", tables.size());
}

std::vector<std::string> names_of(const Kept& tables) {
  std::vector<std::string> names;
  for (const KeptTable& table : tables) names.push_back(to_string(table));
  return names;
}

Kept without(Kept kept, const Kept& gone) {
  std::erase_if(kept, [&](const KeptTable& table) {
    return std::any_of(gone.begin(), gone.end(), [&](const auto& other) {
      return other.schema == table.schema && other.name == table.name;
    });
  });
  return kept;
}

ExitCode tell(Invocation& invocation, const Kept& kept, const Kept& gone) {
  Output& output = invocation.output;
  name_database(invocation);
  if (output.options().json) {
    output.result(report::forget_json(invocation.heading, kept, gone));
    return ExitCode::done;
  }
  for (const KeptTable& table : gone) {
    output.result("forgotten  " + rows_of(table));
  }
  if (!gone.empty()) return ExitCode::done;
  for (const KeptTable& table : kept) output.result(rows_of(table));
  if (kept.empty()) output.remark("nothing is kept");
  return ExitCode::done;
}

// By name, so that what was kept since somebody was asked stays.
ExitCode forget_tables(Invocation& invocation, Migrator& migrator,
                       const Kept& kept, const Kept& may_go) {
  if (may_go.empty()) return tell(invocation, kept, {});
  const auto refused = refusal(
      invocation, what_goes(may_go),
      "forget without a name lists what is kept, and with how many rows");
  if (refused) return *refused;
  const auto gone = migrator.forget(
      {.tables = names_of(may_go), .reason = invocation.arguments.reason});
  if (!gone) return fail(invocation, gone.error());
  return tell(invocation, without(kept, *gone), *gone);
}

ExitCode run_forget(Invocation& invocation) {
  const auto may_go = what_may_go(invocation);
  if (!may_go) return fail(invocation, may_go.error(), ExitCode::usage);
  const bool lists = may_go->names.empty() && !may_go->all;
  if (!lists) {
    const auto refused = refuse_several(invocation, "to forget what is kept");
    if (refused) return *refused;
  }
  RunListener listener(invocation);
  auto database = open_database(
      invocation, {.read_only = lists, .create = false}, &listener);
  if (!database) return fail(invocation, database.error());
  Migrator& migrator = database->sets.front().migrator;
  const auto kept = migrator.kept();
  if (!kept) return fail(invocation, kept.error());
  if (lists) return tell(invocation, *kept, {});
  if (may_go->all) return forget_tables(invocation, migrator, *kept, *kept);
  const auto chosen = run::chosen_tables(*kept, may_go->names);
  if (!chosen) return fail(invocation, chosen.error(), ExitCode::usage);
  return forget_tables(invocation, migrator, *kept, *chosen);
}

void declare_forget(Options& options, Arguments& arguments) {
  options
      .arguments("TABLE", arguments.forget.names,
                 "What may go; without any, all that is kept is listed")
      .optional();
  options.flag("--all", arguments.forget.all, "All that is kept may go");
  options.flag("--tables-from-environment", arguments.forget.from_environment,
               "Take the environment variables TABLES and ALL where nothing is "
               "named, as the build target does");
  options.value("--reason", "TEXT", "Why; the log keeps it",
                [&](const std::string& text) { arguments.reason = text; });
  options.flag("-y,--yes", arguments.yes, "Do not ask");
}

}  // namespace
}  // namespace godwit::cli

namespace godwit {

const cli::Command commands::forget = {
    .name = "forget",
    .description =
        "List what migrations have dropped and kept, or remove it for good",
    .examples =
        "forget\n"
        "forget godwit_kept_person_nick\n"
        "forget --all --yes --reason 'nobody goes back before 2.4'",
    .declare = cli::declare_forget,
    .run = cli::run_forget,
};

}  // namespace godwit
