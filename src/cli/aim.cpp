// SPDX-License-Identifier: BSL-1.0
#include "cli/aim.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "history/history_table.h"

namespace godwit::cli {
namespace {

Error no_such_set(const std::string& name, Sets carried) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("this executor carries no set '{}'", name),
                    fmt::format("it carries {}", names_of(carried)));
}

Error shared_history(EmbeddedSet set, EmbeddedSet other,
                     const std::string& table) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} and {} would share the history table {}", set.name(),
                  other.name(), table),
      "give each a HISTORY_TABLE of its own where it is built, or choose one "
      "with --set");
}

Result<std::string> history_table_of(EmbeddedSet set,
                                     const std::string& option) {
  const auto table = history::HistoryTable::named(
      option.empty() ? set.history_table() : std::string_view(option),
      set.dialect());
  if (!table) return table.error();
  return table->name();
}

Result<std::vector<std::string>> history_tables(Sets sets,
                                                const std::string& option) {
  std::vector<std::string> tables;
  for (const EmbeddedSet set : sets) {
    auto table = history_table_of(set, option);
    if (!table) return std::move(table).error();
    const auto same = std::find(tables.begin(), tables.end(), *table);
    if (same != tables.end()) {
      return shared_history(sets[std::size_t(same - tables.begin())], set,
                            *table);
    }
    tables.push_back(std::move(*table));
  }
  return tables;
}

}  // namespace

Result<std::vector<EmbeddedSet>> chosen_sets(Sets carried,
                                             const std::string& name) {
  if (name.empty()) return std::vector(carried.begin(), carried.end());
  const auto named =
      std::find_if(carried.begin(), carried.end(),
                   [&](EmbeddedSet set) { return set.name() == name; });
  if (named == carried.end()) return no_such_set(name, carried);
  return std::vector{*named};
}

Result<void> aim(Invocation& invocation) {
  auto target =
      choose_target(invocation.sets, invocation.arguments.database_url,
                    invocation.environment);
  if (!target) return std::move(target).error();
  invocation.target = std::move(*target);
  invocation.heading.dialect = invocation.target.dialect;
  auto tables = history_tables(invocation.target.sets,
                               invocation.arguments.history_table);
  if (!tables) return std::move(tables).error();
  invocation.history_tables = std::move(*tables);
  return {};
}

}  // namespace godwit::cli
