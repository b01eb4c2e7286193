// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/run_listener.h"

namespace godwit::cli {
namespace {

using report::HistoryTable;
using report::OfSet;

Result<std::vector<OfSet<HistoryTable>>> init(Database& database) {
  std::vector<OfSet<HistoryTable>> tables;
  for (MigratedSet& set : database.sets) {
    const Result<bool> created = set.migrator.init();
    if (!created) return created.error();
    tables.push_back({set.name(), {set.history_table, *created}});
  }
  return tables;
}

}  // namespace

ExitCode run_init(Invocation& invocation) {
  Output& output = invocation.output;
  RunListener listener(invocation);
  auto database = open_database(invocation, {}, &listener);
  if (!database) return fail(invocation, database.error());
  const auto tables = init(*database);
  listener.stop();
  if (!tables) return fail(invocation, tables.error());
  if (output.options().json) {
    output.result(report::init_json(invocation.heading, *tables));
  }
  for (const auto& [set, table] : *tables) {
    output.remark(
        table.created
            ? fmt::format("created history table {}", table.name)
            : fmt::format("history table {} is already there", table.name));
  }
  return ExitCode::done;
}

}  // namespace godwit::cli
