// SPDX-License-Identifier: BSL-1.0
#include "command/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "history/history_table.h"
#include "plan/hash.h"
#include "run/script.h"

namespace godwit::command {
namespace {

using check::StatementEffect;
using check::TableEffect;
using driver::TableName;

void add_once(const TableName& table, std::vector<TableName>& tables) {
  if (std::find(tables.begin(), tables.end(), table) == tables.end()) {
    tables.push_back(table);
  }
}

std::vector<PlannedStatement> planned(std::vector<StatementEffect> effects) {
  std::vector<PlannedStatement> statements;
  for (StatementEffect& effect : effects) {
    PlannedStatement statement{.line = effect.line,
                               .text = std::move(effect.text),
                               .losses = std::move(effect.losses)};
    for (TableEffect& table : effect.tables) {
      statement.tables.push_back({.effect = std::move(table)});
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

template <typename Plans, typename Visit>
void for_each_table(Plans& plans, const Visit& visit) {
  for (auto& [set, plan] : plans.sets) {
    for (auto& statement : plan.snapshot) {
      for (auto& table : statement.tables) visit(table);
    }
    for (auto& step : plan.steps) {
      for (auto& statement : step.statements) {
        for (auto& table : statement.tables) visit(table);
      }
    }
  }
}

std::string without_way_back(const Step& step) {
  if (step.migration == nullptr || step.migration->irreversible.empty()) {
    return "it has no way down";
  }
  return "irreversible: " + step.migration->irreversible;
}

PlannedStep planned_step(const Step& step, check::StepEffects effects) {
  PlannedStep result{.statements = planned(std::move(effects))};
  const bool down = step.direction == Direction::down;
  result.reversible =
      down ? step.migration != nullptr : step.migration->reversible();
  if (!result.reversible) {
    result.not_undone.push_back(
        down ? std::string("this binary does not carry the migration")
             : without_way_back(step));
  }
  for (const PlannedStatement& statement : result.statements) {
    std::copy(statement.losses.begin(), statement.losses.end(),
              std::back_inserter(result.not_undone));
  }
  return result;
}

DetailedPlan detailed_plan(Plan plan, int server_version) {
  DetailedPlan result;
  auto effects = check::effects_of(plan, *plan.set, server_version);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    result.steps.push_back(planned_step(plan.steps[i], std::move(effects[i])));
  }
  result.snapshot = planned(check::effects_of_snapshot(plan, *plan.set));
  result.plan = std::move(plan);
  return result;
}

int major_version(const driver::ServerFacts& facts) {
  return parse_number<int>(facts.version.substr(0, facts.version.find('.')))
      .value_or(0);
}

Result<void> add_sizes(driver::Session& session, DetailedPlans& plans) {
  const std::vector<TableName> tables = touched_tables(plans);
  const auto sizes = session.sizes(tables);
  if (!sizes) return sizes.error();
  for_each_table(plans, [&](PlannedTable& table) {
    const auto found =
        std::find(tables.begin(), tables.end(), table.effect.table);
    if (table.effect.made_here || found == tables.end()) return;
    table.size = (*sizes)[static_cast<std::size_t>(found - tables.begin())];
  });
  return {};
}

Error outdated(std::string_view planned, const Plans& plans) {
  Error error = make_error(
      ErrorCode::plan_outdated,
      fmt::format("plan {} is not what would be done now", planned),
      "look at the plan again, and run it with what it was made with, such as "
      "UpRequest::to");
  error.notes = hash_differences(planned, hash_of(plans));
  std::size_t steps = 0;
  for (const OfSet<Plan>& plan : plans) steps += plan.value.steps.size();
  error.notes.push_back(fmt::format("{} would be run now, by plan {}",
                                    counted(steps, "migration"),
                                    hash_of(plans)));
  return error;
}

}  // namespace

std::string hash_of(const Plans& plans) {
  std::vector<std::string> hashes;
  for (const OfSet<Plan>& plan : plans) hashes.push_back(plan.value.hash);
  return combined_hash(hashes);
}

Result<DetailedPlans> detailed(Database& database, Plans plans) {
  driver::Session& session = database.connection.session();
  const auto facts = session.facts();
  if (!facts) return facts.error();
  DetailedPlans result{.hash = hash_of(plans)};
  for (auto& [set, plan] : plans) {
    result.sets.push_back(
        {set, detailed_plan(std::move(plan), major_version(*facts))});
  }
  if (auto added = add_sizes(session, result); !added) {
    return std::move(added).error();
  }
  return result;
}

Result<void> check_hash(const Plans& plans, std::string_view planned) {
  if (hash_of(plans) == planned) return {};
  return outdated(planned, plans);
}

Result<std::string> write_script(Database& database, const Plans& plans,
                                 const MigratorOptions& options) {
  std::string text;
  for (const auto& [name, plan] : plans) {
    if (plan.empty() && !plan.removes_history) continue;
    const MigratedSet& set = database.set(name);
    const auto table = history::HistoryTable::named(
        set.history_table, database.connection.dialect());
    if (!table) return table.error();
    auto script =
        run::write_script(database.connection.session(), *table, plan, options);
    if (!script) return script;
    if (!text.empty()) text += "\n";
    text += *script;
  }
  return text;
}

std::vector<TableName> touched_tables(const DetailedPlans& plans) {
  std::vector<TableName> tables;
  for_each_table(plans, [&](const PlannedTable& table) {
    if (!table.effect.made_here) add_once(table.effect.table, tables);
  });
  return tables;
}

std::vector<TableName> altered_tables(const DetailedPlans& plans) {
  std::vector<TableName> tables;
  for_each_table(plans, [&](const PlannedTable& table) {
    const bool altered = table.effect.altered && !table.effect.made_here;
    if (altered) add_once(table.effect.table, tables);
  });
  return tables;
}

}  // namespace godwit::command
