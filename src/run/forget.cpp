// SPDX-License-Identifier: BSL-1.0
#include "run/forget.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/random_name.h"
#include "base/sql_names.h"
#include "history/history_reader.h"
#include "history/run_log.h"
#include "run/held.h"
#include "run/kept_tables.h"

namespace godwit {

std::string to_string(const KeptTable& table) {
  const bool usual = table.schema.empty() || table.schema == "public";
  return usual ? table.name : table.schema + '.' + table.name;
}

}  // namespace godwit

namespace godwit::run {
namespace {

using Tables = std::vector<KeptTable>;

Error keeps_nothing(const std::string& name) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("nothing is kept in \"{}\"", name),
                    "Migrator::kept lists what is kept");
}

Error no_log(const history::HistoryTable& table) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("this database has no history {} in which to say what was "
                  "forgotten",
                  table.name()),
      "name that of the migrations with MigratorOptions::history_table, or "
      "make "
      "one with 'init'");
}

Error not_forgotten(const driver::TaskFailure& failure, const Tables& gone) {
  Error error = failure.error;
  if (failure.statement && *failure.statement < gone.size()) {
    error.notes.push_back(fmt::format("{} cannot be dropped",
                                      to_string(gone[*failure.statement])));
  }
  if (error.code != ErrorCode::connection_lost) {
    error.notes.emplace_back("nothing was forgotten");
  }
  return error;
}

std::string kept_table_in_sql(const KeptTable& table) {
  return quoted_name(table.schema.empty() ? "main" : table.schema) + '.' +
         quoted_name(table.name);
}

bool is_called(const KeptTable& table, const std::string& name) {
  return name == to_string(table) || name == table.schema + '.' + table.name;
}

std::vector<std::string> what_goes(const Tables& gone) {
  std::vector<std::string> steps;
  for (const KeptTable& table : gone) {
    const auto rows = static_cast<std::size_t>(table.rows);
    steps.push_back(
        fmt::format("{}, {}", to_string(table), counted(rows, "row")));
  }
  return steps;
}

/// What drops the tables, as a driver carries it out.
class Drop {
 public:
  explicit Drop(const Tables& gone) {
    for (const KeptTable& table : gone) {
      const std::size_t begin = sql_.size();
      sql_ += fmt::format("DROP TABLE {};", kept_table_in_sql(table));
      statements_.push_back({.begin = begin, .end = sql_.size()});
      sql_ += '\n';
    }
  }

  driver::Task task(driver::Query record) const {
    driver::Task task{
        .sql = sql_, .terminated = true, .statements = statements_};
    task.records.push_back({std::move(record)});
    return task;
  }

 private:
  std::string sql_;
  std::vector<StatementRange> statements_;
};

Result<void> drop(driver::Session& session, const history::HistoryTable& table,
                  const Tables& gone, const history::RunEntry& entry,
                  const ExecutionOptions& options, Listener& listener) {
  const Drop script(gone);
  const driver::Task task = script.task(history::log_done(table, entry));
  const driver::Outcome outcome =
      session.run({&task, 1}, TransactionMode::each, listener, options.stop);
  if (outcome.failure) return not_forgotten(*outcome.failure, gone);
  return {};
}

}  // namespace

Result<Tables> counted_kept_tables(driver::Session& session) {
  auto found = kept_tables(session);
  if (!found) return std::move(found).error();
  Tables tables;
  for (schema::Identity& id : *found) {
    KeptTable table{.schema = std::move(id.schema), .name = std::move(id.name)};
    const auto rows = session.query(
        {.sql = "SELECT count(*) FROM " + kept_table_in_sql(table),
         .reads_only = true});
    if (!rows) return rows.error();
    table.rows = parse_number<std::int64_t>(rows->front().front().value_or(""))
                     .value_or(0);
    tables.push_back(std::move(table));
  }
  return tables;
}

Result<Tables> chosen_tables(std::span<const KeptTable> kept,
                             std::span<const std::string> names) {
  for (const std::string& name : names) {
    const bool known =
        std::any_of(kept.begin(), kept.end(),
                    [&](const auto& table) { return is_called(table, name); });
    if (!known) return keeps_nothing(name);
  }
  Tables chosen;
  for (const KeptTable& table : kept) {
    const bool named =
        std::any_of(names.begin(), names.end(),
                    [&](const auto& name) { return is_called(table, name); });
    if (named) chosen.push_back(table);
  }
  return chosen;
}

Result<Tables> forget(driver::Session& session,
                      const history::HistoryTable& table,
                      const ForgetRequest& request,
                      const ExecutionOptions& options, Listener& listener) {
  const Held held(session);
  if (auto locked =
          session.lock({.name = table.name()}, listener, options.stop);
      !locked) {
    return std::move(locked).error();
  }
  const auto summary = history::read_summary(session, table);
  if (!summary) return summary.error();
  if (!summary->exists) return no_log(table);
  const auto kept = counted_kept_tables(session);
  if (!kept) return kept.error();
  auto gone = chosen_tables(*kept, request.tables);
  if (!gone || gone->empty()) return gone;
  const auto dropped = drop(session, table, *gone,
                            {.run = random_name(),
                             .action = options.action,
                             .steps = what_goes(*gone),
                             .reason = request.reason,
                             .run_by = options.applied_by,
                             .program = options.program,
                             .set_digest = options.set_digest},
                            options, listener);
  if (!dropped) return dropped.error();
  return gone;
}

}  // namespace godwit::run
