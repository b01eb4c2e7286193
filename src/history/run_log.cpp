// SPDX-License-Identifier: BSL-1.0
#include "history/run_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/platform.h"
#include "history/moment.h"

namespace godwit::history {
namespace {

using driver::Query;
using driver::Row;
using State = LoggedRun::State;

struct Ending {
  State state = State::running;
  std::size_t steps_done = 0;
  std::optional<std::string> error = {};
};

// An empty text is none.
std::optional<std::string> if_any(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    if (!text.empty()) text += '\n';
    text += line;
  }
  return text;
}

// The log is written under the lock, so that nobody else takes the number.
Query insert(const HistoryTable& table, const RunEntry& entry, Ending ending) {
  const std::string ended_at =
      ending.state == State::running ? "NULL" : now(table.dialect());
  return {.sql = fmt::format(
              "INSERT INTO {0} (number, run, action, state, steps, steps_done, "
              "error, reason, run_by, host, program, set_digest, began_at, "
              "ended_at) SELECT coalesce(max(number), 0) + 1, $1, $2, $3, $4, "
              "{1}, $5, $6, $7, $8, $9, $10, {2}, {3} FROM {0} WHERE true",
              table.log(), ending.steps_done,
              moment_before_elapsed(table.dialect()), ended_at),
          .parameters = {entry.run, std::string(entry.action),
                         std::string(to_string(ending.state)),
                         joined(entry.steps), std::move(ending.error),
                         if_any(entry.reason), entry.run_by, host_name(),
                         entry.program, entry.set_digest},
          .affects = 1};
}

bool parse_state(const std::optional<std::string>& text, State& state) {
  for (const State one : {State::running, State::done, State::failed}) {
    if (text == std::string(to_string(one))) {
      state = one;
      return true;
    }
  }
  return false;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Error bad_log(const HistoryTable& table) {
  return make_error(
      ErrorCode::unusable_history,
      fmt::format("{} holds what Godwit never writes", table.names().at(2)));
}

Result<LoggedRun> parse_run(const HistoryTable& table, const Row& row) {
  const auto number = parse_number<std::int64_t>(row[0].value_or(""));
  const auto done = parse_number<std::size_t>(row[6].value_or(""));
  LoggedRun run;
  if (!number || !done || !parse_state(row[2], run.state)) {
    return bad_log(table);
  }
  run.number = *number;
  run.action = row[1].value_or("");
  run.began_at = row[3].value_or("");
  run.ended_at = row[4].value_or("");
  run.steps = lines_of(row[5].value_or(""));
  run.steps_done = *done;
  run.error = row[7].value_or("");
  run.reason = row[8].value_or("");
  run.run_by = row[9].value_or("");
  run.host = row[10].value_or("");
  run.program = row[11].value_or("");
  run.set_digest = row[12].value_or("");
  return run;
}

}  // namespace

Query log_begun(const HistoryTable& table, const RunEntry& entry) {
  return insert(table, entry, {});
}

Query log_done(const HistoryTable& table, const RunEntry& entry) {
  return insert(table, entry,
                {.state = State::done, .steps_done = entry.steps.size()});
}

Query log_ended(const HistoryTable& table, const RunEntry& entry) {
  return {
      .sql = fmt::format("UPDATE {} SET state = 'done', ended_at = {}, "
                         "steps_done = {} WHERE run = $1",
                         table.log(), now(table.dialect()), entry.steps.size()),
      .parameters = {entry.run},
      .affects = 1};
}

Query log_failed(const HistoryTable& table, const RunEntry& entry,
                 std::size_t steps_done, std::string error) {
  Query query = insert(table, entry,
                       {.state = State::failed,
                        .steps_done = steps_done,
                        .error = std::move(error)});
  query.sql +=
      " ON CONFLICT (run) DO UPDATE SET state = excluded.state, ended_at = "
      "excluded.ended_at, steps_done = excluded.steps_done, error = "
      "excluded.error";
  return query;
}

Result<std::vector<LoggedRun>> read_log(driver::Session& session,
                                        const HistoryTable& table) {
  const auto rows = session.query({fmt::format(
      "SELECT number, action, state, {}, {}, steps, steps_done, error, reason, "
      "run_by, host, program, set_digest FROM {} ORDER BY number",
      moment_column("began_at", table.dialect()),
      moment_column("ended_at", table.dialect()), table.log())});
  if (!rows) return rows.error();
  std::vector<LoggedRun> runs;
  for (const Row& row : *rows) {
    auto run = parse_run(table, row);
    if (!run) return std::move(run).error();
    runs.push_back(*std::move(run));
  }
  return runs;
}

}  // namespace godwit::history

namespace godwit {

std::string_view to_string(LoggedRun::State state) noexcept {
  switch (state) {
    case LoggedRun::State::running:
      return "running";
    case LoggedRun::State::done:
      return "done";
    case LoggedRun::State::failed:
      return "failed";
  }
  return "";
}

}  // namespace godwit
