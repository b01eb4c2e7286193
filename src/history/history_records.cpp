// SPDX-License-Identifier: BSL-1.0
#include "history/history_records.h"

#include <fmt/format.h>

#include <set>

#include "history/moment.h"
#include "history/row_id.h"
#include "migration/statements_checksum.h"

namespace godwit::history {
namespace {

using driver::Query;

// Of what stands for a file in C++, which says so.
std::string algorithm(const Migration& migration) {
  return migration.up.language == Language::sql ? "sha256" : "sha256-cpp";
}

/// The way back, for binaries that do not carry the migration.
std::optional<std::string> down_sql(const Migration& migration) {
  const std::optional<Script>& down = migration.down;
  if (!down || down->language != Language::sql) return std::nullopt;
  return std::string(down->text);
}

Query affecting_one(std::string sql,
                    std::vector<std::optional<std::string>> parameters) {
  return {
      .sql = std::move(sql), .parameters = std::move(parameters), .affects = 1};
}

/// The row of a script outside a transaction: who takes it up marks it, and
/// nobody else's record fits it from then on.
class ProgressRow {
 public:
  ProgressRow(const HistoryTable& table, const Step& step, std::string worker)
      : table_(table), step_(step), worker_(std::move(worker)) {}

  Query update(std::string set, std::vector<std::optional<std::string>> values,
               std::size_t done) const {
    return with_condition(fmt::format("UPDATE {} SET {}", table_.rows(), set),
                          std::move(values), done);
  }

  Query remove(std::size_t done) const {
    return with_condition(fmt::format("DELETE FROM {}", table_.rows()), {},
                          done);
  }

  Query begun() const {
    return affecting_one(
        fmt::format(
            "UPDATE {} SET begun_sql = $1 WHERE id = $2 AND worker = $3",
            table_.rows()),
        {row_id(step_), worker_});
  }

  Query committed() const {
    return affecting_one(
        fmt::format("UPDATE {} SET checkpoint = $1, statements_done = "
                    "statements_done + 1 WHERE id = $2 AND worker = $3",
                    table_.rows()),
        {row_id(step_), worker_});
  }

  const std::string& worker() const noexcept { return worker_; }

 private:
  // The first record of a run finds the row as the last run left it.
  Query with_condition(std::string sql,
                       std::vector<std::optional<std::string>> values,
                       std::size_t done) const {
    const std::size_t n = values.size();
    values.push_back(row_id(step_));
    sql += fmt::format(" WHERE id = ${}", n + 1);
    if (done > step_.resume_at) {
      values.push_back(worker_);
      sql += fmt::format(" AND worker = ${}", n + 2);
    } else {
      values.push_back(std::string(to_string(state_before())));
      values.push_back(std::to_string(done));
      sql += fmt::format(" AND state = ${} AND statements_done = ${}", n + 2,
                         n + 3);
    }
    return affecting_one(std::move(sql), std::move(values));
  }

  AppliedState state_before() const {
    if (step_.direction == Direction::up) return AppliedState::started;
    return step_.recorded ? AppliedState::reverting : AppliedState::applied;
  }

  const HistoryTable& table_;
  const Step& step_;
  std::string worker_;
};

std::string insert_into(const HistoryTable& table, std::string_view values) {
  return fmt::format(
      "INSERT INTO {} (kind, id, sequence, name, checksum, "
      "checksum_algorithm, batch, applied_by, down_sql, breaking, "
      "statements_checksum, statements_done, applied_at, "
      "state, worker, baseline_reason, duration_us) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0, {}, {})",
      table.rows(), now(table.dialect()), values);
}

/// Writes rows for one plan.
class RecordWriter {
 public:
  RecordWriter(const HistoryTable& table, const RecordContext& context)
      : table_(table), context_(context) {}

  Records up(const Step& step, const std::string& previous) const {
    if (!step.script().transactional) return up_by_statement(step);
    Query whole = affecting_one(insert_whole_, values_of(step));
    whole.parameters.emplace_back(previous);
    whole.done_before = done_before_;
    Records records;
    std::vector<Query>& record = records.at.emplace_back();
    if (step.recorded) record.push_back(drop(step));
    record.push_back(std::move(whole));
    return records;
  }

  Records down(const Step& step) const {
    if (step.script().transactional) return {.at = {{drop(step)}}};
    const ProgressRow row(table_, step, context_.worker);
    return each_count(
        step, row, [&](std::size_t done, std::string checksum, bool complete) {
          return complete ? row.remove(done)
                          : row.update(
                                "state = 'reverting', worker = $1, begun_sql = "
                                "NULL, statements_done = $2, "
                                "statements_checksum = $3",
                                {row.worker(), std::to_string(done), checksum},
                                done);
        });
  }

  /// The row of a repeatable script goes. As many rows as before may come, so
  /// that they say nothing of whether the set is complete.
  std::vector<Query> undone(std::string id) const {
    return {drop(std::move(id)), set_incomplete()};
  }

  Query drop(const Step& step) const { return drop(row_id(step)); }

  Query baseline(const Step& step, const std::string& reason) const {
    return insert(step, AppliedState::applied, {}, reason);
  }

  /// From the first record of a step down on, so that one which stops halfway
  /// is seen at the first look.
  Query set_incomplete() const {
    return affecting_one(
        fmt::format("UPDATE {} SET set_digest = ''", table_.info()), {});
  }

 private:
  template <typename MakeQuery>
  static Records each_count(const Step& step, const ProgressRow& row,
                            MakeQuery make) {
    Records records{.at = {}, .begun = {row.begun()}};
    if (step.script().language == Language::cpp) {
      records.committed = {row.committed()};
      const std::size_t taken = step.resume_at;
      records.at = {{make(taken, "", false)}, {make(taken + 1, "", true)}};
      return records;
    }
    const std::vector<std::string> checksums =
        statements_checksums(step.script());
    const std::size_t count = step.script().statements.size();
    records.first = step.resume_at;
    records.at.resize(step.resume_at);
    for (std::size_t done = step.resume_at; done <= count; ++done) {
      records.at.push_back({make(done, checksums[done], done == count)});
    }
    return records;
  }

  Records up_by_statement(const Step& step) const {
    const ProgressRow row(table_, step, context_.worker);
    return each_count(
        step, row, [&](std::size_t done, std::string checksum, bool complete) {
          if (done == 0 && !step.recorded) return first_record(step, complete);
          return complete ? completed(step, row, done)
                          : progress(step, row, done, std::move(checksum));
        });
  }

  Query first_record(const Step& step, bool complete) const {
    return complete ? insert(step, AppliedState::applied, {}, {})
                    : insert(step, AppliedState::started, context_.worker, {});
  }

  // Time is counted from where a run takes the script up.
  Query progress(const Step& step, const ProgressRow& row, std::size_t done,
                 std::string checksum) const {
    std::string set =
        "worker = $1, begun_sql = NULL, statements_done = $2, "
        "statements_checksum = $3";
    std::vector<std::optional<std::string>> values = {
        row.worker(), std::to_string(done), std::move(checksum)};
    if (done == step.resume_at) {
      set += fmt::format(
          ", checksum = $4, down_sql = $5, breaking = {}, applied_at = {}",
          step.migration->breaking ? 1 : 0, now(table_.dialect()));
      values.insert(values.end(),
                    {step.migration->checksum, down_sql(*step.migration)});
    }
    return row.update(std::move(set), std::move(values), done);
  }

  Query completed(const Step& step, const ProgressRow& row,
                  std::size_t done) const {
    return row.update(
        fmt::format("state = 'applied', worker = '', begun_sql = NULL, "
                    "checkpoint = NULL, statements_done = 0, "
                    "statements_checksum = '', "
                    "checksum = $1, down_sql = $2, breaking = {}, "
                    "duration_us = $elapsed, applied_at = {}",
                    step.migration->breaking ? 1 : 0, now(table_.dialect())),
        {step.migration->checksum, down_sql(*step.migration)}, done);
  }

  Query insert(const Step& step, AppliedState state, std::string worker,
               std::optional<std::string> reason) const {
    auto values = values_of(step);
    values.emplace_back(to_string(state));
    values.emplace_back(std::move(worker));
    values.push_back(std::move(reason));
    return affecting_one(insert_, std::move(values));
  }

  // Of each migration, so that values are moved: a list in braces copies.
  std::vector<std::optional<std::string>> values_of(const Step& step) const {
    std::vector<std::optional<std::string>> values;
    values.reserve(11);
    values.emplace_back(to_string(step.kind));
    values.emplace_back(row_id(step));
    values.emplace_back(std::to_string(step.sequence));
    values.emplace_back(step.name);
    values.emplace_back(step.migration->checksum);
    values.emplace_back(algorithm(*step.migration));
    values.emplace_back(std::to_string(step.batch));
    values.emplace_back(context_.applied_by);
    values.push_back(down_sql(*step.migration));
    values.emplace_back(step.migration->breaking ? "1" : "0");
    return values;
  }

  Query drop(std::string id) const {
    return affecting_one(
        fmt::format("DELETE FROM {} WHERE id = $1", table_.rows()),
        {std::move(id)});
  }

  const HistoryTable& table_;
  const RecordContext& context_;
  const std::string insert_ = insert_into(table_, "$11, $12, $13, 0");
  // The same text for all that need nothing but their script, so that it is
  // made once, and a database prepares it once.
  const std::string insert_whole_ =
      insert_into(table_, "'applied', '', NULL, $elapsed");
  // PostgreSQL alone asks for it.
  const std::string done_before_ =
      fmt::format("SELECT applied_at FROM {} WHERE id = $11", table_.rows());
};

std::string row_id_of(const Companion& undone) {
  return row_id(MigrationKind::repeatable, {}, undone.name);
}

// Nearly all come in their order, so that the end is where to look first.
std::set<std::string> ids_of(const RecordedHistory& history) {
  std::set<std::string> ids;
  for (const auto* rows : {&history.applied, &history.scripts}) {
    for (const AppliedMigration& one : *rows) {
      ids.insert(ids.end(), row_id(one));
    }
  }
  return ids;
}

/// How many rows there are after the run.
std::int64_t rows_after(const Plan& plan, const RecordedHistory& history) {
  std::set<std::string> ids = ids_of(history);
  for (const Step& step : plan.baseline) {
    ids.insert(ids.end(), row_id(step));
  }
  for (const Step& step : plan.steps) {
    for (const Companion& one : step.before) {
      if (one.undoes) ids.erase(row_id_of(one));
    }
    if (step.direction == Direction::up) {
      ids.insert(ids.end(), row_id(step));
    } else {
      ids.erase(row_id(step));
    }
  }
  return static_cast<std::int64_t>(ids.size()) + history.others.count;
}

/// Takes the doubt off a row, which goes on with `statements_done` and its
/// checksum.
Query without_doubt(const HistoryTable& table, const AppliedMigration& row) {
  return affecting_one(
      fmt::format("UPDATE {} SET begun_sql = NULL, statements_done = $1, "
                  "statements_checksum = $2 "
                  "WHERE id = $3 AND begun_sql IS NOT NULL",
                  table.rows()),
      {std::to_string(row.statements_done), row.statements_checksum,
       row.version.text()});
}

Query inserted_by_hand(const HistoryTable& table, const RowAmendment& amendment,
                       const std::string& applied_by) {
  const RecordContext context{.applied_by = applied_by};
  const AppliedMigration& row = amendment.row;
  return RecordWriter(table, context)
      .baseline({.version = row.version,
                 .name = row.name,
                 .migration = amendment.migration,
                 .sequence = row.sequence,
                 .batch = row.batch},
                row.baseline_reason.value_or(""));
}

std::string text_columns(const RowAmendment& amendment) {
  return fmt::format(
      "name = $2, checksum = $3, checksum_algorithm = '{}', "
      "down_sql = $4, breaking = {}",
      algorithm(*amendment.migration), amendment.migration->breaking ? 1 : 0);
}

Query with_text_of_set(const HistoryTable& table,
                       const RowAmendment& amendment) {
  return affecting_one(
      fmt::format("UPDATE {} SET {} WHERE id = $1", table.rows(),
                  text_columns(amendment)),
      {row_id(amendment.row), amendment.row.name, amendment.row.checksum,
       down_sql(*amendment.migration)});
}

Query completed_by_hand(const HistoryTable& table,
                        const RowAmendment& amendment) {
  Query query = with_text_of_set(table, amendment);
  query.sql = fmt::format(
      "UPDATE {} SET {}, state = 'applied', worker = '', begun_sql = NULL, "
      "checkpoint = NULL, statements_done = 0, statements_checksum = '', "
      "baseline_reason = $5 WHERE id = $1",
      table.rows(), text_columns(amendment));
  query.parameters.push_back(amendment.row.baseline_reason);
  return query;
}

Query last_record(const HistoryTable& table, const Plan& plan,
                  const RecordedHistory& before, const RecordContext& context) {
  return digest_record(table, plan.completes_set ? context.set_digest : "",
                       rows_after(plan, before));
}

}  // namespace

Query digest_record(const HistoryTable& table, const std::string& digest,
                    std::int64_t rows) {
  return affecting_one(
      fmt::format("UPDATE {} SET set_digest = $1, set_size = {} "
                  "WHERE (SELECT count(*) FROM {}) = {}",
                  table.info(), rows, table.rows(), rows),
      {digest});
}

std::vector<Records> make_records(const HistoryTable& table, const Plan& plan,
                                  const RecordedHistory& before,
                                  const RecordContext& context) {
  const RecordWriter writer(table, context);
  std::vector<Records> result;
  result.reserve(plan.steps.size());
  std::string previous;
  for (const Step& step : plan.steps) {
    Records records = step.direction == Direction::up
                          ? writer.up(step, previous)
                          : writer.down(step);
    if (step.direction == Direction::down) {
      records.at[records.first].push_back(writer.set_incomplete());
    }
    for (const Companion& one : step.before) {
      records.before.push_back(one.undoes ? writer.undone(row_id_of(one))
                                          : std::vector<Query>());
    }
    previous = row_id(step);
    result.push_back(std::move(records));
  }
  // A script may have written to the history, or a trigger.
  if (!result.empty()) {
    result.back().at.back().push_back(
        last_record(table, plan, before, context));
  }
  return result;
}

std::vector<Query> baseline_records(const HistoryTable& table, const Plan& plan,
                                    const RecordedHistory& before,
                                    const RecordContext& context) {
  const RecordWriter writer(table, context);
  const std::set<std::string> there = ids_of(before);
  std::vector<Query> records;
  for (const Step& step : plan.baseline) {
    if (there.contains(row_id(step))) records.push_back(writer.drop(step));
    records.push_back(writer.baseline(step, plan.baseline_reason));
  }
  if (!records.empty() && plan.steps.empty()) {
    records.push_back(last_record(table, plan, before, context));
  }
  return records;
}

Query protection_record(const HistoryTable& table,
                        const std::optional<std::string>& reason) {
  return affecting_one(
      fmt::format("UPDATE {} SET protected = $1", table.info()), {reason});
}

Query pushed_record(const HistoryTable& table, const std::string& fingerprint) {
  return affecting_one(
      fmt::format("UPDATE {} SET pushed = $1, set_digest = ''", table.info()),
      {fingerprint});
}

Query caught_up_record(const HistoryTable& table) {
  return affecting_one(fmt::format("UPDATE {} SET pushed = NULL", table.info()),
                       {});
}

Query amendment_record(const HistoryTable& table, const RowAmendment& amendment,
                       const std::string& applied_by) {
  switch (amendment.kind) {
    case Amendment::Kind::applied:
      return amendment.recorded
                 ? completed_by_hand(table, amendment)
                 : inserted_by_hand(table, amendment, applied_by);
    case Amendment::Kind::accepted:
      return with_text_of_set(table, amendment);
    case Amendment::Kind::resolved:
      return without_doubt(table, amendment.row);
    case Amendment::Kind::pending:
    case Amendment::Kind::forgotten:
      break;
  }
  return affecting_one(
      fmt::format("DELETE FROM {} WHERE id = $1", table.rows()),
      {row_id(amendment.row)});
}

}  // namespace godwit::history
