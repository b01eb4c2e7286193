// SPDX-License-Identifier: BSL-1.0
#include "history/history_reader.h"

#include <fmt/format.h>

#include "base/errors.h"
#include "base/number.h"

namespace godwit::history {
namespace {

using driver::Query;
using driver::Row;
using driver::Rows;

Error unknown_shape(const HistoryTable& table, std::string reason) {
  Error error = make_error(
      ErrorCode::unusable_history,
      fmt::format("{} is not a history table of Godwit", table.name()),
      "give the history another name with --history-table, or move that table "
      "out of the way");
  error.notes.push_back(std::move(reason));
  return error;
}

Error newer_format(const HistoryTable& table, int format, int needed) {
  return make_error(
      ErrorCode::unusable_history,
      fmt::format("{} was written by a newer Godwit: format {}, readable from "
                  "{} on, and this one knows {}",
                  table.name(), format, needed, current_format),
      "run a newer build");
}

Error bad_row(const HistoryTable& table, std::string_view id) {
  return unknown_shape(
      table, fmt::format("the row '{}' holds what Godwit never writes", id));
}

/// A refusal for want of a privilege is not a sign of a strange table.
bool is_about_shape(const Error& error) {
  return error.code == ErrorCode::statement_failed && error.sqlstate != "42501";
}

template <typename Number>
bool parse(const std::optional<std::string>& text, Number& number) {
  const auto parsed = text ? parse_number<Number>(*text) : std::nullopt;
  number = parsed.value_or(number);
  return parsed.has_value();
}

Result<Rows> query_summary(driver::Session& session,
                           const HistoryTable& table) {
  return session.query({fmt::format(
      "SELECT format, oldest_format, set_digest, oldest_binary, set_size, "
      "(SELECT count(*) FROM {}) FROM {}",
      table.rows(), table.info())});
}

std::string applied_at_column(Dialect dialect) {
  return dialect == Dialect::postgresql
             ? "to_char(applied_at AT TIME ZONE 'UTC', "
               "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
             : "applied_at";
}

bool parse_state(const std::optional<std::string>& text, AppliedState& state) {
  for (const AppliedState one : {AppliedState::applied, AppliedState::started,
                                 AppliedState::reverting}) {
    if (text == std::string(to_string(one))) {
      state = one;
      return true;
    }
  }
  return false;
}

Result<AppliedMigration> parse_row(const HistoryTable& table, Row row) {
  const std::string id = row[0].value_or("");
  AppliedMigration applied;
  auto version = Version::parse(id);
  if (!version || !parse(row[1], applied.sequence) ||
      !parse(row[4], applied.batch) || !parse(row[6], applied.duration_us) ||
      !parse_state(row[9], applied.state) ||
      !parse(row[10], applied.statements_done)) {
    return bad_row(table, id);
  }
  applied.version = std::move(*version);
  applied.name = row[2].value_or("");
  applied.checksum = row[3].value_or("");
  applied.applied_at = row[5].value_or("");
  applied.applied_by = row[7].value_or("");
  applied.down_sql = std::move(row[8]);
  applied.statements_checksum = row[11].value_or("");
  applied.begun_sql = std::move(row[12]);
  return applied;
}

Result<Rows> read_rows(driver::Session& session, const HistoryTable& table) {
  return session.query({fmt::format(
      "SELECT id, sequence, name, checksum, batch, {}, duration_us, "
      "applied_by, down_sql, state, statements_done, statements_checksum, "
      "begun_sql "
      "FROM {} ORDER BY sequence",
      applied_at_column(table.dialect()), table.rows())});
}

}  // namespace

Result<Summary> read_summary(driver::Session& session,
                             const HistoryTable& table) {
  auto rows = query_summary(session, table);
  if (!rows && session.is_missing_table(rows.error())) {
    // Somebody's table of the same name is not an empty history.
    const auto found =
        session.query({fmt::format("SELECT 1 FROM {} LIMIT 0", table.rows())});
    if (!found) {
      if (session.is_missing_table(found.error())) return Summary{};
      return found.error();
    }
    // Another process may have made both tables between the two looks.
    rows = query_summary(session, table);
  }
  if (!rows) {
    if (!is_about_shape(rows.error())) return std::move(rows).error();
    return unknown_shape(table, rows.error().message);
  }
  if (rows->size() != 1) {
    return unknown_shape(table, fmt::format("{} has {} rows and must have one",
                                            table.info(), rows->size()));
  }
  const Row& row = rows->front();
  int format = 0;
  int oldest_format = 0;
  Summary summary{.exists = true,
                  .oldest_binary = row[3].value_or(""),
                  .set_digest = row[2].value_or("")};
  if (!parse(row[0], format) || !parse(row[1], oldest_format) ||
      !parse(row[4], summary.set_size) || !parse(row[5], summary.rows)) {
    return unknown_shape(table, "its format number is not a number");
  }
  if (oldest_format > current_format) {
    return newer_format(table, format, oldest_format);
  }
  return summary;
}

Result<RecordedHistory> read_history(driver::Session& session,
                                     const HistoryTable& table) {
  auto summary = read_summary(session, table);
  if (!summary) return std::move(summary).error();
  RecordedHistory history{.exists = summary->exists};
  if (!history.exists) return history;
  if (!summary->oldest_binary.empty()) {
    auto oldest = Version::parse(summary->oldest_binary);
    if (!oldest) return bad_row(table, summary->oldest_binary);
    history.oldest_binary = std::move(*oldest);
  }

  auto rows = read_rows(session, table);
  if (!rows) {
    if (!is_about_shape(rows.error())) return std::move(rows).error();
    return unknown_shape(table, rows.error().message);
  }
  for (Row& row : *rows) {
    auto applied = parse_row(table, std::move(row));
    if (!applied) return std::move(applied).error();
    history.applied.push_back(std::move(*applied));
  }
  return history;
}

}  // namespace godwit::history
