// SPDX-License-Identifier: BSL-1.0
#include "history/history_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <map>

#include "base/errors.h"
#include "base/number.h"
#include "history/moment.h"
#include "history/settled_rows.h"

namespace godwit::history {
namespace {

using driver::PassingRow;
using driver::Query;
using driver::Row;
using driver::Rows;

Error unknown_shape(const HistoryTable& table, std::string reason) {
  Error error = make_error(
      ErrorCode::unusable_history,
      fmt::format("{} is not a history table of Godwit", table.name()),
      "give the history another name with MigratorOptions::history_table, or "
      "move that table out of the way");
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
bool parse(const std::optional<std::string_view>& text, Number& number) {
  const auto parsed = text ? parse_number<Number>(*text) : std::nullopt;
  number = parsed.value_or(number);
  return parsed.has_value();
}

Error hidden_rows(const HistoryTable& table, std::string_view role) {
  return make_error(
      ErrorCode::unusable_history,
      fmt::format("row level security may hide rows of {} from the role {}",
                  table.name(), role),
      "migrate as the owner of both tables or as a role with BYPASSRLS, or "
      "ALTER TABLE … DISABLE ROW LEVEL SECURITY; a policy that lets all rows "
      "pass cannot be told from others");
}

Error half_there(const HistoryTable& table) {
  return unknown_shape(
      table, fmt::format("of it and {} only one is there", table.info()));
}

bool parse_state(const std::optional<std::string_view>& text,
                 AppliedState& state) {
  for (const AppliedState one : {AppliedState::applied, AppliedState::started,
                                 AppliedState::reverting}) {
    if (text == to_string(one)) {
      state = one;
      return true;
    }
  }
  return false;
}

// Runs count on from these.
bool is_count(std::int64_t number) {
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max() / 2;
  return number >= 0 && number <= largest;
}

std::optional<std::string> kept(const std::optional<std::string_view>& text) {
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

Result<AppliedMigration> parse_row(const HistoryTable& table, PassingRow row) {
  const std::string_view id = row[0].value_or("");
  AppliedMigration applied;
  if (row[14] == "versioned") {
    auto version = Version::parse(id);
    if (!version) return bad_row(table, id);
    applied.version = std::move(*version);
  } else {
    applied.kind =
        row[14] == "seed" ? MigrationKind::seed : MigrationKind::repeatable;
  }
  if (!parse(row[1], applied.sequence) || !parse(row[4], applied.batch) ||
      !parse(row[6], applied.duration_us) ||
      !parse_state(row[9], applied.state) ||
      !parse(row[10], applied.statements_done) || !is_count(applied.sequence) ||
      !is_count(applied.batch) || (row[13] != "0" && row[13] != "1")) {
    return bad_row(table, id);
  }
  applied.name = row[2].value_or("");
  applied.checksum = row[3].value_or("");
  applied.applied_at = row[5].value_or("");
  applied.applied_by = row[7].value_or("");
  applied.reversible = row[8] == "1";
  applied.statements_checksum = row[11].value_or("");
  applied.begun_sql = kept(row[12]);
  applied.breaking = row[13] == "1";
  applied.checkpoint = kept(row[15]);
  applied.baseline_reason = kept(row[16]);
  applied.down_sql = kept(row[17]);
  return applied;
}

/// Which rows are read; all, if nothing is said.
struct WhichRows {
  std::string where = {};
  /// What `$1` stands for in it.
  std::optional<std::string> id = {};
};

Query select_rows(const HistoryTable& table, const WhichRows& which) {
  Query query{fmt::format(
      "SELECT id, sequence, name, checksum, batch, {}, duration_us, "
      "applied_by, CASE WHEN down_sql IS NULL THEN 0 ELSE 1 END, state, "
      "statements_done, statements_checksum, begun_sql, breaking, kind, "
      "checkpoint, baseline_reason, "
      "CASE WHEN kind = 'repeatable' THEN down_sql END "
      "FROM {} {} ORDER BY sequence",
      moment_column("applied_at", table.dialect()), table.rows(), which.where)};
  if (which.id) query.parameters.push_back(which.id);
  return query;
}

/// Whether this Godwit knows what such rows are.
bool is_known_kind(const std::optional<std::string_view>& kind) {
  return kind == "versioned" || kind == "repeatable" || kind == "seed";
}

/// A row of a kind that is not known.
bool count_other(PassingRow row, RecordedHistory::Others& others) {
  std::int64_t sequence = 0;
  std::int64_t batch = 0;
  if (!parse(row[1], sequence) || !parse(row[4], batch) ||
      !is_count(sequence) || !is_count(batch)) {
    return false;
  }
  ++others.count;
  others.last_sequence = std::max(others.last_sequence, sequence);
  others.last_batch = std::max(others.last_batch, batch);
  return true;
}

Result<void> add_row(const HistoryTable& table, PassingRow row,
                     RecordedHistory& history) {
  if (!is_known_kind(row[14])) {
    if (row[14] && count_other(row, history.others)) return {};
    return bad_row(table, row[0].value_or(""));
  }
  auto applied = parse_row(table, row);
  if (!applied) return std::move(applied).error();
  const bool versioned = applied->kind == MigrationKind::versioned;
  (versioned ? history.applied : history.scripts)
      .push_back(*std::move(applied));
  return {};
}

/// A row whose version another one has; null: there is none.
const AppliedMigration* of_repeated_version(
    const std::vector<AppliedMigration>& rows) {
  std::vector<const AppliedMigration*> sorted;
  sorted.reserve(rows.size());
  for (const AppliedMigration& one : rows) sorted.push_back(&one);
  const auto before = [](const AppliedMigration* left,
                         const AppliedMigration* right) {
    return left->version < right->version;
  };
  // Nearly all are applied in the order of their versions.
  if (!std::is_sorted(sorted.begin(), sorted.end(), before)) {
    std::sort(sorted.begin(), sorted.end(), before);
  }
  const auto repeated = std::adjacent_find(
      sorted.begin(), sorted.end(),
      [](const AppliedMigration* left, const AppliedMigration* right) {
        return left->version == right->version;
      });
  return repeated == sorted.end() ? nullptr : *repeated;
}

/// A row whose number or version another one has; null: there is none. The
/// table does not allow that, unless somebody has made it anew.
const AppliedMigration* repeated(const std::vector<AppliedMigration>& rows) {
  const auto number = std::adjacent_find(
      rows.begin(), rows.end(),
      [](const AppliedMigration& left, const AppliedMigration& right) {
        return left.sequence == right.sequence;
      });
  return number != rows.end() ? &*number : of_repeated_version(rows);
}

/// Why rows could not be read.
Error about_rows(const HistoryTable& table, const Error& error) {
  return is_about_shape(error) ? unknown_shape(table, error.message) : error;
}

Result<void> read_rows(driver::Session& session, const HistoryTable& table,
                       const WhichRows& which, RecordedHistory& history) {
  Result<void> added;
  const auto add = [&](PassingRow row) {
    if (added) added = add_row(table, row, history);
  };
  const auto read = session.read(select_rows(table, which), add);
  if (!read) return about_rows(table, read.error());
  if (!added) return added;
  if (const auto* twice = repeated(history.applied)) {
    return bad_row(table, twice->version.text());
  }
  return {};
}

/// The rows of `info`, each with the number of rows of the history. Absent:
/// neither table is there.
using Found = Result<std::optional<Rows>>;

Found no_tables() { return std::optional<Rows>(); }

/// What is asked of `info`; no column may be NULL. A reason is free text, and
/// is asked for as one word.
std::string summary_columns(const HistoryTable& table) {
  const bool postgresql = table.dialect() == Dialect::postgresql;
  return fmt::format(
      "format, oldest_format, set_size, (SELECT count(*) FROM {}), "
      "set_digest, coalesce({}, ''), coalesce(pushed, '')",
      table.rows(),
      postgresql ? "encode(convert_to(protected, 'UTF8'), 'hex')"
                 : "hex(protected)");
}

/// The same and one more: the rows in one word, `id/state/checksum/breaking`
/// with commas between them, of repeatable scripts `~` and the bytes of the
/// name in hexadecimal in place of the id. Empty where the set of that digest
/// is complete, so that the answer is short then.
std::string outline_columns(const HistoryTable& table,
                            std::string_view digest) {
  const bool postgresql = table.dialect() == Dialect::postgresql;
  return fmt::format(
      "{}, CASE WHEN set_digest = '{}' AND set_size = (SELECT count(*) FROM "
      "{}) THEN '' ELSE coalesce((SELECT {}(CASE kind WHEN 'versioned' THEN id "
      "ELSE '~' || {} END || '/' || state || '/' || checksum || '/' || "
      "breaking, ',') FROM {} WHERE kind IN ('versioned', 'repeatable')), '') "
      "END",
      summary_columns(table), digest, table.rows(),
      postgresql ? "string_agg" : "group_concat",
      postgresql ? "encode(convert_to(name, 'UTF8'), 'hex')" : "hex(name)",
      table.rows());
}

std::string select_info(const HistoryTable& table, std::string_view columns) {
  return fmt::format("SELECT {} FROM {}", columns, table.info());
}

/// The one answer to a query that fails where a table is missing, which costs
/// nothing in SQLite.
Found find_plainly(driver::Session& session, const HistoryTable& table,
                   const std::string& columns) {
  auto rows = session.query({select_info(table, columns)});
  if (rows) return std::optional(std::move(*rows));
  if (!session.is_missing_table(rows.error())) return std::move(rows).error();
  // Somebody's table of the same name is not an empty history.
  auto found =
      session.query({fmt::format("SELECT 1 FROM {} LIMIT 0", table.rows())});
  if (!found) {
    if (session.is_missing_table(found.error())) return no_tables();
    return std::move(found).error();
  }
  // Another process may have made both tables between the two looks.
  rows = session.query({select_info(table, columns)});
  if (!rows) return std::move(rows).error();
  return std::optional(std::move(*rows));
}

/// All in one query for PostgreSQL, where one that names a table that is not
/// there fails as a whole and leaves an error in the server's log: the part
/// about the tables is text, which is run only where they are.
Query guarded_summary(const HistoryTable& table, const std::string& columns) {
  std::string summary =
      select_info(table, fmt::format("concat_ws(' ', {}) AS info", columns));
  return {
      "SELECT rows IS NOT NULL, info IS NOT NULL, hidden, CURRENT_USER, "
      "CASE WHEN rows IS NOT NULL AND info IS NOT NULL AND NOT hidden THEN "
      "query_to_xml($3, false, true, '')::text END "
      "FROM (SELECT rows, info, "
      "coalesce(row_security_active(rows), false) OR "
      "coalesce(row_security_active(info), false) AS hidden "
      "FROM (SELECT to_regclass($1)::oid AS rows, "
      "to_regclass($2)::oid AS info) AS named) "
      "AS found",
      {table.rows(), table.info(), std::move(summary)}};
}

Row words_of(std::string_view text) {
  Row row;
  while (true) {
    const std::size_t end = text.find(' ');
    row.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return row;
    text.remove_prefix(end + 1);
  }
}

/// The rows in XML as guarded_summary asks for it.
Rows rows_of(std::string_view xml) {
  constexpr std::string_view begin = "<info>";
  Rows rows;
  for (std::size_t at = xml.find(begin); at != std::string_view::npos;
       at = xml.find(begin)) {
    xml.remove_prefix(at + begin.size());
    rows.push_back(words_of(xml.substr(0, xml.find('<'))));
  }
  return rows;
}

Found find_guarded(driver::Session& session, const HistoryTable& table,
                   const std::string& columns) {
  auto answer = session.query(guarded_summary(table, columns));
  if (!answer) {
    answer.error().notes.clear();  // the context, which is this query
    return std::move(answer).error();
  }
  const Row& row = answer->front();
  const bool both = row[0] == "t" && row[1] == "t";
  const bool neither = row[0] == "f" && row[1] == "f";
  if (neither) return no_tables();
  if (row[2] == "t") return hidden_rows(table, *row[3]);
  if (!both) return half_there(table);
  return std::optional(rows_of(row[4].value_or("")));
}

/// The tables came or went during the look.
bool is_worth_another_look(const driver::Session& session, const Found& found) {
  return !found && (found.error().code == ErrorCode::unusable_history ||
                    session.is_missing_table(found.error()));
}

Found find(driver::Session& session, const HistoryTable& table,
           const std::string& columns) {
  if (session.dialect() == Dialect::sqlite) {
    return find_plainly(session, table, columns);
  }
  auto found = find_guarded(session, table, columns);
  if (is_worth_another_look(session, found)) {
    found = find_guarded(session, table, columns);
  }
  // A server that was built without libxml.
  const bool without_xml = !found && found.error().sqlstate == "0A000";
  return without_xml ? find_plainly(session, table, columns) : std::move(found);
}

/// The one row of `info`, of so many columns. Absent: there is no history.
Result<std::optional<Row>> find_row(driver::Session& session,
                                    const HistoryTable& table,
                                    const std::string& columns,
                                    std::size_t count) {
  auto found = find(session, table, columns);
  if (!found) {
    if (!is_about_shape(found.error())) return found.error();
    return unknown_shape(table, found.error().message);
  }
  if (!found->has_value()) return std::optional<Row>();
  Rows& rows = **found;
  if (rows.size() != 1) {
    return unknown_shape(table, fmt::format("{} has {} rows and must have one",
                                            table.info(), rows.size()));
  }
  if (rows.front().size() != count) {
    return unknown_shape(table, "its format number is not a number");
  }
  return std::optional(std::move(rows.front()));
}

/// What the database has written as pairs of hexadecimal digits.
std::string from_hex(std::string_view digits) {
  std::string text;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned char byte = 0;
    std::from_chars(digits.data(), digits.data() + 2, byte, 16);
    text += static_cast<char>(byte);
  }
  return text;
}

Result<Summary> summary_of(const HistoryTable& table, const Row& row) {
  int format = 0;
  int oldest_format = 0;
  Summary summary{.exists = true};
  if (!parse(row[0], format) || !parse(row[1], oldest_format) ||
      !parse(row[2], summary.set_size) || !parse(row[3], summary.rows)) {
    return unknown_shape(table, "its format number is not a number");
  }
  summary.set_digest = row[4].value_or("");
  if (row[5] && !row[5]->empty()) summary.protection = from_hex(*row[5]);
  if (row[6] && !row[6]->empty()) summary.pushed = row[6];
  if (oldest_format > current_format) {
    return newer_format(table, format, oldest_format);
  }
  return summary;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string from_hexadecimal(std::string_view digits) {
  std::string bytes;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned byte = 0;
    std::from_chars(digits.data(), digits.data() + 2, byte, 16);
    bytes.push_back(static_cast<char>(byte));
  }
  return bytes;
}

/// One row of an outline.
Result<AppliedMigration> outlined(const HistoryTable& table,
                                  std::string_view word) {
  const std::vector<std::string_view> parts = split(word, '/');
  AppliedMigration row;
  if (parts.size() != 4 || !parse_state(parts[1], row.state)) {
    return bad_row(table, parts.front());
  }
  if (parts.front().starts_with('~')) {
    row.kind = MigrationKind::repeatable;
    row.name = from_hexadecimal(parts.front().substr(1));
  } else {
    auto version = Version::parse(parts.front());
    if (!version) return bad_row(table, parts.front());
    row.version = std::move(*version);
  }
  row.checksum = parts[2];
  row.breaking = parts[3] == "1";
  return row;
}

Result<RecordedHistory> read_without_rows(driver::Session& session,
                                          const HistoryTable& table) {
  auto summary = read_summary(session, table);
  if (!summary) return std::move(summary).error();
  return RecordedHistory{.exists = summary->exists,
                         .set_digest = std::move(summary->set_digest),
                         .set_size = summary->set_size,
                         .protection = std::move(summary->protection),
                         .pushed = std::move(summary->pushed)};
}

}  // namespace

Result<Summary> read_summary(driver::Session& session,
                             const HistoryTable& table) {
  auto row = find_row(session, table, summary_columns(table), 7);
  if (!row) return std::move(row).error();
  if (!row->has_value()) return Summary{};
  return summary_of(table, **row);
}

Result<Outline> read_outline(driver::Session& session,
                             const HistoryTable& table,
                             std::string_view digest) {
  auto row = find_row(session, table, outline_columns(table, digest), 8);
  if (!row) return std::move(row).error();
  if (!row->has_value()) return Outline{};
  auto summary = summary_of(table, **row);
  if (!summary) return std::move(summary).error();
  Outline outline{.summary = std::move(*summary), .history = {.exists = true}};
  const std::string words = (**row)[7].value_or("");
  if (words.empty()) return outline;
  for (const std::string_view word : split(words, ',')) {
    auto applied = outlined(table, word);
    if (!applied) return std::move(applied).error();
    const bool versioned = applied->kind == MigrationKind::versioned;
    (versioned ? outline.history.applied : outline.history.scripts)
        .push_back(*std::move(applied));
  }
  return outline;
}

Result<RecordedHistory> read_history(driver::Session& session,
                                     const HistoryTable& table) {
  auto history = read_without_rows(session, table);
  if (!history || !history->exists) return history;
  auto read = read_rows(session, table, {}, *history);
  if (!read) return std::move(read).error();
  return history;
}

Result<std::optional<Unsettled>> read_unsettled(driver::Session& session,
                                                const HistoryTable& table,
                                                EmbeddedSet embedded,
                                                std::size_t last) {
  auto history = read_without_rows(session, table);
  if (!history) return std::move(history).error();
  if (!history->exists) return std::optional<Unsettled>();
  SettledRows settled(embedded, last);
  const auto compared = session.read(
      {fmt::format("SELECT CASE WHEN kind = 'versioned' AND state = 'applied' "
                   "THEN id END, checksum FROM {} ORDER BY sequence",
                   table.rows())},
      [&](PassingRow row) { settled.look_at(row); });
  if (!compared) return about_rows(table, compared.error());
  const SettledRows::Place* end = settled.end();
  if (end == nullptr) return std::optional<Unsettled>();
  // The others may stand anywhere.
  const std::string rest = fmt::format(
      "WHERE sequence >= (SELECT sequence FROM {} WHERE id = $1){}",
      table.rows(),
      settled.others() ? " OR kind <> 'versioned' OR state <> 'applied'" : "");
  auto read =
      read_rows(session, table, {.where = rest, .id = end->next}, *history);
  if (!read) return std::move(read).error();
  return std::optional(
      Unsettled{end->position, end->next, *std::move(history)});
}

Result<void> read_ways_down(driver::Session& session, const HistoryTable& table,
                            const MigrationSet& known,
                            RecordedHistory& history) {
  std::map<std::string_view, AppliedMigration*> wanted;
  Query query{
      fmt::format("SELECT id, down_sql FROM {} WHERE id IN (", table.rows())};
  for (AppliedMigration& row : history.applied) {
    if (!row.reversible || known.find(row.version) != nullptr) continue;
    query.parameters.emplace_back(row.version.text());
    query.sql += fmt::format("{}${}", wanted.empty() ? "" : ", ",
                             query.parameters.size());
    wanted.emplace(row.version.text(), &row);
  }
  if (wanted.empty()) return {};
  query.sql += ")";
  auto rows = session.query(query);
  if (!rows) return std::move(rows).error();
  for (Row& row : *rows) {
    if (const auto found = wanted.find(row[0].value_or(""));
        found != wanted.end()) {
      found->second->down_sql = std::move(row[1]);
    }
  }
  return {};
}

}  // namespace godwit::history
