// SPDX-License-Identifier: BSL-1.0
#include "check/execution.h"

#include <fmt/format.h>
#include <godwit/connection.h>
#include <godwit/migrator.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "base/errors.h"
#include "base/text_position.h"
#include "driver/confined.h"
#include "driver/session.h"
#include "history/history_table.h"
#include "migration/script_reach.h"
#include "plan/plan.h"
#include "run/execution.h"

namespace godwit::check {
namespace {

constexpr std::string_view checks_less =
    "check the set at level syntax (CHECK syntax), which runs nothing";

Error has_history(const Connection& connection) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("{} has a history of migrations already, and a "
                                "check may destroy it",
                                connection.description()),
                    "name a database that is empty");
}

Step way_down(const Step& up) {
  return {.direction = Direction::down,
          .version = up.version,
          .name = up.name,
          .migration = up.migration,
          .sequence = up.sequence,
          .batch = up.batch};
}

// A way down without a statement is legal and undoes nothing.
bool is_undone(const Migration& migration) {
  return migration.down && !migration.down->statements.empty();
}

Result<Plan> up_down_up(const MigrationSet& set,
                        const RecordedHistory& history) {
  auto plan = plan_up(set, history, {});
  if (!plan) return plan;
  std::vector<Step> steps;
  for (const Step& up : plan->steps) {
    steps.push_back(up);
    if (!is_undone(*up.migration)) continue;
    steps.push_back(way_down(up));
    steps.push_back(up);
  }
  plan->steps = std::move(steps);
  return plan;
}

bool was_undone(const StepReport& step, const RunReport& report) {
  return std::any_of(report.done.begin(), report.done.end(),
                     [&](const StepReport& done) {
                       return done.direction == Direction::down &&
                              done.version == step.version;
                     });
}

// Functions, collations, … that only the application has: no such function: f
bool lacks_application(const Error& error) {
  constexpr std::array<std::string_view, 5> beginnings = {
      "no such function: ", "no such collation sequence: ", "no such module: ",
      "no such tokenizer: ", "unknown tokenizer: "};
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) {
                       return error.message.starts_with(beginning);
                     });
}

std::string hint_for(const Error& error) {
  if (error.code == ErrorCode::unsupported) {
    return fmt::format("{}, or {}", error.hint, checks_less);
  }
  if (lacks_application(error)) {
    return fmt::format("if the application brings it along, {}", checks_less);
  }
  return {};
}

// What is said of a step is for those who keep the database.
Error error_of(const RunReport& report) {
  Error error = *report.error;
  if (report.failed) {
    error.notes.clear();
    error.hint = hint_for(error);
  }
  return error;
}

// The way down is to blame for what it left.
Error not_undone(Error error, const Script& down) {
  error.message =
      fmt::format("after this way down, the way up does not apply again: {}",
                  error.message);
  error.location = locate(down.text, down.statements.front().begin, down.file,
                          down.first_line);
  return error;
}

// On a server only the text tells, and only before it runs.
std::vector<Error> outside_of_server(const MigrationSet& set) {
  std::vector<Error> errors = outside_errors(set);
  for (Error& error : errors) error.hint = hint_for(error);
  return errors;
}

Error in_required(EmbeddedSet set, Error error) {
  error.notes.push_back(
      fmt::format("in the set {}, which is required", set.name()));
  return error;
}

RunReport run_on(Connection& connection, const history::HistoryTable& table,
                 const MigrationSet& set, const run::MakePlan& decide) {
  const std::function<void(const Event&)> nobody;
  run::Listener listener(nobody, StopSource());
  run::Execution execution(connection.session(), table, set, {}, listener);
  return execution.run(Direction::up, decide);
}

Result<void> apply_required(Connection& connection, EmbeddedSet set) {
  const auto migrations = MigrationSet::from(set);
  if (!migrations) return in_required(set, migrations.error());
  const std::vector<Error> refused = outside_of_server(*migrations);
  if (!refused.empty()) return in_required(set, refused.front());
  const auto table = history::HistoryTable::named(migrations->history_table(),
                                                  migrations->dialect());
  if (!table) return in_required(set, table.error());
  // Not by a Migrator: that refuses what is still to be written, which is told
  // where the set itself is checked.
  const RunReport report = run_on(connection, *table, *migrations,
                                  [&](const RecordedHistory& history) {
                                    return plan_up(*migrations, history, {});
                                  });
  if (report.ok()) return {};
  return in_required(set, error_of(report));
}

/// The scripts of one set on one database.
class ScratchRun {
 public:
  ScratchRun(Connection& connection, const MigrationSet& set,
             const history::HistoryTable& table)
      : connection_(connection), set_(set), table_(table) {}

  std::vector<Error> errors() {
    bool goes_on = true;
    while (goes_on) {
      const RunReport report = run();
      if (report.ok()) break;
      errors_.push_back(error_in(report));
      goes_on = report.failed && is_rolled_back_way_down(*report.failed);
    }
    return std::move(errors_);
  }

 private:
  // From where the last one ended.
  RunReport run() {
    return run_on(
        connection_, table_, set_,
        [&](const RecordedHistory& history) { return plan(history); });
  }

  Result<Plan> plan(const RecordedHistory& history) const {
    if (history.exists && errors_.empty()) return has_history(connection_);
    return up_down_up(set_, history);
  }

  Error error_in(const RunReport& report) const {
    Error error = error_of(report);
    if (!report.failed || !was_undone(*report.failed, report)) return error;
    return not_undone(std::move(error),
                      *set_.find(report.failed->version)->down);
  }

  // The database is then as later migrations expect it.
  bool is_rolled_back_way_down(const StepReport& step) const {
    return step.direction == Direction::down &&
           set_.find(step.version)->down->transactional;
  }

  Connection& connection_;
  const MigrationSet& set_;
  const history::HistoryTable& table_;
  std::vector<Error> errors_;
};

}  // namespace

std::vector<Error> execution_errors(const std::string& database_url,
                                    const MigrationSet& set,
                                    std::span<const EmbeddedSet> before) {
  std::vector<Error> refused = outside_of_server(set);
  if (!refused.empty()) return refused;
  auto connection = driver::connect_confined(database_url);
  if (!connection) return {std::move(connection).error()};
  for (const EmbeddedSet required : before) {
    auto applied = apply_required(*connection, required);
    if (!applied) return {std::move(applied).error()};
  }
  const auto table =
      history::HistoryTable::named(set.history_table(), set.dialect());
  if (!table) return {table.error()};
  return ScratchRun(*connection, set, *table).errors();
}

}  // namespace godwit::check
