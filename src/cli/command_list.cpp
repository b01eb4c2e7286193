// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <utility>
#include <vector>

#include "cli/command.h"
#include "report/printable.h"
#include "report/table.h"

namespace godwit::cli {
namespace {

using report::CarriedSet;

Result<std::vector<CarriedSet>> carried_sets(Sets sets) {
  std::vector<CarriedSet> carried;
  for (const EmbeddedSet embedded : sets) {
    auto migrations = MigrationSet::from(embedded);
    if (!migrations) return std::move(migrations).error();
    carried.push_back({embedded, std::move(*migrations)});
  }
  return carried;
}

std::string text_of(const CarriedSet& set, bool colour) {
  return fmt::format("{} ({}) from {}\n{}",
                     report::printable(set.embedded.name()),
                     to_string(set.embedded.dialect()),
                     report::printable(set.embedded.directory()),
                     report::list_table(set.migrations, colour));
}

}  // namespace

ExitCode run_list(Invocation& invocation) {
  const auto carried = carried_sets(invocation.sets);
  if (!carried) return fail(invocation, carried.error());
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::list_json(invocation.heading, *carried));
    return ExitCode::done;
  }
  for (const CarriedSet& set : *carried) {
    output.result(text_of(set, output.results().colour));
  }
  return ExitCode::done;
}

}  // namespace godwit::cli
