// SPDX-License-Identifier: BSL-1.0
#include "rows/sql_console.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/errors.h"
#include "base/utf8.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::rows {
namespace {

using std::chrono::steady_clock;

Error nothing_to_run() {
  return make_error(ErrorCode::invalid_argument, "there is no statement to run",
                    "write one");
}

Error other_counts() {
  return make_error(
      ErrorCode::plan_outdated,
      "the statements have changed other numbers of rows than when they were "
      "looked at, and were rolled back",
      "run them again without committing, and look");
}

// What was read as a whole is shown in part.
ShownCell shortened(driver::console::Value value) {
  ShownCell cell{.value = std::move(value)};
  if (!cell.value) return cell;
  std::string& text = cell.value->text;
  const std::size_t most = cell.value->is_bytes()
                               ? shown_characters / 2
                               : byte_offset(text, shown_characters);
  if (text.size() > most) {
    cell.length = text.size();
    text.resize(most);
  }
  return cell;
}

std::string_view text_of(const std::string& sql, StatementRange range) {
  return std::string_view(sql).substr(range.begin, range.end - range.begin);
}

/// One call of run_sql().
class SqlRun {
 public:
  SqlRun(const Source& source, const RunRequest& request)
      : source_(source), request_(request) {}

  RunOutcome carry_out() {
    const auto ranges = sql::split(request_.sql, source_.dialect()).ranges;
    if (ranges.empty()) return fail(nothing_to_run());
    auto opened = driver::console::open(
        source_.url,
        {.access = request_.write ? driver::console::Access::writing
                                  : driver::console::Access::reading_anything,
         .timeout = source_.timeout,
         .stop = source_.stop,
         .wants_types = true,
         .on_connect = source_.on_connect});
    if (!opened) return fail(std::move(opened).error());
    console_ = *std::move(opened);
    for (const StatementRange range : ranges) {
      if (!run(range)) break;
    }
    if (!outcome_.failure && request_.write && request_.commit) commit();
    outcome_.notices = console_->take_notices();
    return std::move(outcome_);
  }

 private:
  RunOutcome fail(Error error) {
    outcome_.failure = RunFailure{.error = std::move(error)};
    return std::move(outcome_);
  }

  bool run(StatementRange range) {
    RunResult result{.sql = std::string(text_of(request_.sql, range))};
    const auto begin = steady_clock::now();
    auto done = console_->carry_out(
        {.sql = result.sql},
        {.columns = [&](const auto& names) { result.names = names; },
         .row =
             [&](driver::console::Values row) {
               if (result.rows.size() == request_.limit) return false;
               auto& cells = result.rows.emplace_back();
               for (auto& value : row) {
                 cells.push_back(shortened(std::move(value)));
               }
               return true;
             }});
    if (!done) {
      const auto offset = console_->spot().offset;
      outcome_.failure = RunFailure{.error = std::move(done).error()};
      outcome_.failure->offset = range.begin + offset.value_or(0);
      return false;
    }
    result.done = *std::move(done);
    result.took = std::chrono::duration_cast<std::chrono::microseconds>(
        steady_clock::now() - begin);
    outcome_.results.push_back(std::move(result));
    return true;
  }

  bool is_as_expected() const {
    if (!request_.expected) return true;
    std::vector<std::int64_t> changed;
    for (const RunResult& one : outcome_.results) {
      changed.push_back(one.done.changed);
    }
    return changed == *request_.expected;
  }

  void commit() {
    if (!is_as_expected()) {
      outcome_.failure = RunFailure{.error = other_counts()};
      return;
    }
    auto done = console_->commit();
    outcome_.committed = done.ok();
    if (!done) outcome_.failure = RunFailure{.error = std::move(done).error()};
  }

  const Source& source_;
  const RunRequest& request_;
  std::unique_ptr<driver::console::Console> console_;
  RunOutcome outcome_;
};

std::string text_in_row(const driver::console::Values& row,
                        std::size_t column) {
  return column < row.size() && row[column] ? row[column]->text : "";
}

// SQLite gives each step the number of the one that it is a part of.
std::string sqlite_plan(const std::vector<driver::console::Values>& rows) {
  std::map<std::string, std::size_t> depths;
  std::string text;
  for (const driver::console::Values& row : rows) {
    const auto outer = depths.find(text_in_row(row, 1));
    const std::size_t depth = outer == depths.end() ? 0 : outer->second + 1;
    depths[text_in_row(row, 0)] = depth;
    text += std::string(2 * depth, ' ') + text_in_row(row, 3) + '\n';
  }
  return text;
}

}  // namespace

RunOutcome run_sql(const Source& source, const RunRequest& request) {
  return SqlRun(source, request).carry_out();
}

Result<std::string> explain(const Source& source, const std::string& sql) {
  const bool sqlite = source.dialect() == Dialect::sqlite;
  auto console = source.open(driver::console::Access::reading_anything);
  if (!console) return std::move(console).error();
  sql::Words words(sql, source.dialect());
  const bool asks = sql::is_word(words.next(), "EXPLAIN");
  const std::string_view before = asks     ? ""
                                  : sqlite ? "EXPLAIN QUERY PLAN "
                                           : "EXPLAIN ";
  auto answer =
      driver::console::ask(**console, {.sql = std::string(before) + sql});
  if (!answer) return std::move(answer).error();
  if (sqlite && !asks) return sqlite_plan(answer->rows);
  std::string text;
  for (const driver::console::Values& row : answer->rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += (i == 0 ? "" : " | ") + text_in_row(row, i);
    }
    text += '\n';
  }
  return text;
}

}  // namespace godwit::rows
