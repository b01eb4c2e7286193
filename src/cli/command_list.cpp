// SPDX-License-Identifier: BSL-1.0
#include <utility>
#include <vector>

#include "cli/command.h"
#include "report/table.h"

namespace godwit::cli {
namespace {

using report::CarriedSet;

Result<std::vector<CarriedSet>> carried_sets(Sets sets) {
  std::vector<CarriedSet> carried;
  for (const EmbeddedSet embedded : sets) {
    auto migrations = MigrationSet::from(embedded);
    if (!migrations) return std::move(migrations).error();
    carried.push_back(
        {.embedded = embedded, .migrations = std::move(*migrations)});
  }
  return carried;
}

}  // namespace

ExitCode run_list(Invocation& invocation) {
  const auto carried = carried_sets(invocation.sets);
  if (!carried) return fail(invocation, carried.error());
  Output& output = invocation.output;
  output.result(output.options().json
                    ? report::list_json(invocation.heading, *carried)
                    : report::list_text(*carried, output.results().colour));
  return ExitCode::done;
}

}  // namespace godwit::cli
