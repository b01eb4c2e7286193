// SPDX-License-Identifier: BSL-1.0
#include "history/history_records.h"

#include <fmt/format.h>

#include "migration/statements_checksum.h"

namespace godwit::history {
namespace {

using driver::Query;

constexpr std::string_view algorithm = "sha256";

std::string now(Dialect dialect) {
  return dialect == Dialect::postgresql
             ? "clock_timestamp()"
             : "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
}

/// An expression for the microseconds that a step took, and the value of its
/// parameter $12 where it has one.
struct Duration {
  std::string sql = {};
  std::optional<std::string> since = {};
};

/// Of a step in a transaction. On PostgreSQL the only clock that a message
/// shared by many migrations leaves running is clock_timestamp(), so the step
/// began when the message came or when the row before it was written.
Duration since_previous(const HistoryTable& table, const Version& previous) {
  if (table.dialect() == Dialect::sqlite) return {"godwit_elapsed_us()"};
  return {fmt::format("(extract(epoch FROM clock_timestamp() - greatest("
                      "statement_timestamp(), (SELECT applied_at FROM {} "
                      "WHERE id = $12))) * 1000000)::bigint",
                      table.rows()),
          previous.text()};
}

/// Of a step outside a transaction, whose own row says when it began.
Duration since_begun(const HistoryTable& table, const Version& version) {
  if (table.dialect() == Dialect::sqlite) return {"godwit_elapsed_us()"};
  return {fmt::format("coalesce((SELECT (extract(epoch FROM clock_timestamp() "
                      "- applied_at) * 1000000)::bigint FROM {} "
                      "WHERE id = $12), 0)",
                      table.rows()),
          version.text()};
}

/// Writes rows for one plan.
class RecordWriter {
 public:
  RecordWriter(const HistoryTable& table, const RecordContext& context)
      : table_(table), context_(context) {}

  Records up(const Step& step, const Version& previous) const {
    if (step.script.transactional) {
      return {{insert(step, AppliedState::applied, 0,
                      since_previous(table_, previous))}};
    }
    return each_count(step, [&](std::size_t done, bool complete) {
      return upsert(step, done, complete);
    });
  }

  Records down(const Step& step) const {
    if (step.script.transactional) return {{remove(step)}};
    return each_count(step, [&](std::size_t done, bool complete) {
      return complete ? remove(step) : reverting(step, done);
    });
  }

  Query set_digest(const std::string& digest) const {
    return {fmt::format("UPDATE {} SET set_digest = $1, "
                        "set_size = (SELECT count(*) FROM {})",
                        table_.info(), table_.rows()),
            {digest}};
  }

  Query oldest_binary(const Version& version) const {
    return {fmt::format("UPDATE {} SET oldest_binary = $1", table_.info()),
            {version.text()}};
  }

 private:
  template <typename MakeQuery>
  static Records each_count(const Step& step, MakeQuery make) {
    Records records;
    const std::size_t count = step.script.statements.size();
    for (std::size_t done = 0; done <= count; ++done) {
      records.push_back({make(done, done == count)});
    }
    return records;
  }

  Query insert(const Step& step, AppliedState state, std::size_t done,
               const Duration& duration) const {
    Query query{
        fmt::format("INSERT INTO {} (id, sequence, name, checksum, "
                    "checksum_algorithm, batch, applied_by, down_sql, state, "
                    "statements_done, statements_checksum, applied_at, "
                    "duration_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                    "$10, $11, {}, {})",
                    table_.rows(), now(table_.dialect()), duration.sql),
        {step.version.text(), std::to_string(step.sequence), step.name,
         step.checksum, std::string(algorithm), std::to_string(step.batch),
         context_.applied_by, step.down_sql, std::string(to_string(state)),
         std::to_string(done), done_checksum(step, done)}};
    if (duration.since) query.parameters.push_back(duration.since);
    return query;
  }

  /// The row is there already where the script was interrupted, and from the
  /// first statement on. It is timed from its first record or, since that is
  /// written again, from where it was resumed.
  Query upsert(const Step& step, std::size_t done, bool complete) const {
    Query query = complete
                      ? insert(step, AppliedState::applied, 0,
                               since_begun(table_, step.version))
                      : insert(step, AppliedState::started, done, {.sql = "0"});
    query.sql +=
        " ON CONFLICT (id) DO UPDATE SET state = excluded.state, "
        "checksum = excluded.checksum, down_sql = excluded.down_sql, "
        "duration_us = excluded.duration_us, "
        "statements_done = excluded.statements_done, "
        "statements_checksum = excluded.statements_checksum";
    if (complete || done == step.resume_at) {
      query.sql += ", applied_at = excluded.applied_at";
    }
    return query;
  }

  static std::string done_checksum(const Step& step, std::size_t done) {
    return step.script.transactional
               ? ""
               : godwit::statements_checksum(step.script, done);
  }

  Query reverting(const Step& step, std::size_t done) const {
    return {fmt::format("UPDATE {} SET state = 'reverting', "
                        "statements_done = $2, statements_checksum = $3 "
                        "WHERE id = $1",
                        table_.rows()),
            {step.version.text(), std::to_string(done),
             godwit::statements_checksum(step.script, done)}};
  }

  Query remove(const Step& step) const {
    return {fmt::format("DELETE FROM {} WHERE id = $1", table_.rows()),
            {step.version.text()}};
  }

  const HistoryTable& table_;
  const RecordContext& context_;
};

}  // namespace

std::vector<Records> make_records(const HistoryTable& table, const Plan& plan,
                                  const RecordContext& context) {
  const RecordWriter writer(table, context);
  std::vector<Records> result;
  Version previous;
  for (const Step& step : plan.steps) {
    Records records = step.direction == Direction::up
                          ? writer.up(step, previous)
                          : writer.down(step);
    std::vector<Query>& last = records.back();
    if (step.oldest_binary) {
      last.push_back(writer.oldest_binary(*step.oldest_binary));
    }
    // From the first step down the set is not complete any more.
    if (step.direction == Direction::down)
      last.push_back(writer.set_digest({}));
    previous = step.version;
    result.push_back(std::move(records));
  }
  if (plan.direction == Direction::up && !result.empty()) {
    result.back().back().push_back(
        writer.set_digest(plan.completes_set ? context.set_digest : ""));
  }
  return result;
}

}  // namespace godwit::history
