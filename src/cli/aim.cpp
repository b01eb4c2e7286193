// SPDX-License-Identifier: BSL-1.0
#include "cli/aim.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "cli/env_file.h"
#include "history/history_table.h"
#include "report/json.h"

namespace godwit::cli {
namespace {

Error no_such_set(const std::string& name, Sets carried) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("this executor carries no set '{}'", name),
                    fmt::format("it carries {}", command::names_of(carried)));
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

Result<void> check_histories(const std::vector<command::AimedSet>& sets) {
  for (auto one = sets.begin(); one != sets.end(); ++one) {
    const auto same =
        std::find_if(sets.begin(), one, [&](const command::AimedSet& two) {
          return two.history_table == one->history_table;
        });
    if (same != one) {
      return shared_history(same->embedded, one->embedded, one->history_table);
    }
  }
  return {};
}

Result<std::vector<command::AimedSet>> aimed_sets(const Invocation& invocation,
                                                  const Command& command) {
  const Sets asked = invocation.target->sets;
  std::vector<command::AimedSet> result;
  for (const EmbeddedSet set : command.with_required
                                   ? with_required(asked)
                                   : std::vector(asked.begin(), asked.end())) {
    const bool prerequisite =
        std::find(asked.begin(), asked.end(), set) == asked.end();
    auto table = history_table_of(
        set, prerequisite ? "" : invocation.arguments.history_table);
    if (!table) return std::move(table).error();
    result.push_back({.embedded = set,
                      .history_table = std::move(*table),
                      .prerequisite = prerequisite});
  }
  if (auto good = check_histories(result); !good)
    return std::move(good).error();
  return result;
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

Result<void> load_env_file(Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  if (arguments.no_env) return {};
  auto variables = read_env_file(arguments.env);
  if (!variables) return std::move(variables).error();
  Environment& environment = invocation.environment;
  environment.file = *std::move(variables);
  environment.file_name = env_file_name(arguments.env);
  hand_to_drivers(environment.file);
  if (invocation.output.options().verbose && !environment.file.empty()) {
    invocation.output.message("read " + environment.file_name);
  }
  return {};
}

Result<driver::DatabaseUrl> configured_url(Invocation& invocation, Sets sets,
                                           Sets carried) {
  if (auto read = load_env_file(invocation); !read) {
    return std::move(read).error();
  }
  return choose_url({.sets = sets,
                     .carried = carried,
                     .option = invocation.arguments.database_url,
                     .environment = invocation.environment});
}

Result<bool> aim(Invocation& invocation, const Command& command) {
  const bool among_others = invocation.arguments.skip_other_dialects;
  auto url = choose_url({.sets = invocation.sets,
                         .carried = invocation.carried,
                         .option = invocation.arguments.database_url,
                         .environment = invocation.environment,
                         .among_others = among_others});
  if (!url) return std::move(url).error();
  invocation.heading.dialect = url->dialect();
  if (among_others && sets_for(invocation.sets, url->dialect()).empty()) {
    return false;
  }
  auto target = target_at(*std::move(url), invocation.sets);
  if (!target) return std::move(target).error();
  invocation.target = std::move(*target);
  auto aimed = aimed_sets(invocation, command);
  if (!aimed) return std::move(aimed).error();
  invocation.aimed = std::move(*aimed);
  return true;
}

ExitCode skip(const Invocation& invocation) {
  const std::string reason =
      fmt::format("the URL names a {} database, and this executor carries {}",
                  to_string(*invocation.heading.dialect),
                  command::names_of(invocation.sets));
  Output& output = invocation.output;
  if (output.options().json) {
    output.result(report::skipped_json(invocation.heading, reason));
  } else {
    output.remark(
        fmt::format("{} is skipped: {}", invocation.program.name, reason));
  }
  return ExitCode::done;
}

}  // namespace godwit::cli
