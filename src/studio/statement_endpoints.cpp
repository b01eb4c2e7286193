// SPDX-License-Identifier: BSL-1.0
//
// Statements that a person writes.
#include <chrono>
#include <string>
#include <utility>

#include "rows/sql_console.h"
#include "sql/statements.h"
#include "studio/fields.h"
#include "studio/row_calls.h"
#include "studio/rows_as_json.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using namespace rows;

Json result_json(const RunResult& result, Dialect dialect) {
  Json columns = Json::array();
  for (std::size_t i = 0; i < result.names.size(); ++i) {
    const bool typed = i < result.done.types.size();
    columns.push_back({{"name", result.names[i]},
                       {"type", typed ? result.done.types[i] : ""}});
  }
  Json shown = Json::array();
  for (const auto& row : result.rows) {
    Json cells = Json::array();
    for (const ShownCell& cell : row) {
      cells.push_back(cell_json(cell, dialect, true));
    }
    shown.push_back(std::move(cells));
  }
  const bool has_rows = !result.names.empty();
  const bool affected = !has_rows || result.done.changed > 0;
  return {{"columns", std::move(columns)},
          {"rows", std::move(shown)},
          {"affected", affected ? Json(result.done.changed) : Json()},
          {"command", result.done.command},
          {"more", result.done.more},
          {"sql", result.sql},
          {"took_us", result.took.count()}};
}

Result<RunRequest> run_request(const Call& call, Source& source) {
  RunRequest request;
  auto sql = text_field(call.body, "sql");
  if (!sql) return std::move(sql).error();
  request.sql = *std::move(sql);
  const auto limit = optional_number_field(call.body, "limit");
  if (!limit) return limit.error();
  if (limit->value_or(0) > most_rows) return out_of_bounds("limit");
  request.limit = static_cast<std::size_t>(limit->value_or(most_rows));
  const auto timeout = optional_number_field(call.body, "timeout_ms");
  if (!timeout) return timeout.error();
  if (timeout->value_or(1) < 1 ||
      timeout->value_or(1) >
          static_cast<std::uint64_t>(longest_timeout.count())) {
    return out_of_bounds("timeout_ms");
  }
  if (*timeout) source.timeout = std::chrono::milliseconds(**timeout);
  const auto write = flag_field(call.body, "write");
  if (!write) return write.error();
  request.write = *write;
  const auto commit = flag_field(call.body, "commit");
  if (!commit) return commit.error();
  request.commit = *commit;
  const auto expected = list_field(call.body, "expected");
  if (!expected) return expected.error();
  if (*expected == nullptr) return request;
  request.expected.emplace();
  for (const Json& one : **expected) {
    if (!one.is_number_integer()) return bad_field("expected", "no numbers");
    request.expected->push_back(one.get<std::int64_t>());
  }
  return request;
}

Answer run(const Call& call) {
  Source source = source_of(call);
  const auto request = run_request(call, source);
  if (!request) return request.error();
  if (request->write) {
    if (auto may = call.studio.check_write(); !may) {
      return std::move(may).error();
    }
  }
  const RunOutcome outcome = run_sql(source, *request);
  Json results = Json::array();
  std::chrono::microseconds took{};
  for (const RunResult& one : outcome.results) {
    note(call, {one.sql, one.took}, one.rows.size());
    results.push_back(result_json(one, call.studio.dialect()));
    took += one.took;
  }
  Json answer = {{"results", std::move(results)},
                 {"notices", outcome.notices},
                 {"committed", outcome.committed},
                 {"took_us", took.count()},
                 {"sql", request->sql}};
  if (!outcome.failure) return answer;
  const auto& offset = outcome.failure->offset;
  answer.update(failure(outcome.failure->error,
                        {{"offset", offset ? Json(*offset) : Json()}}));
  return answer;
}

Answer explain_statement(const Call& call) {
  const auto sql = text_field(call.body, "sql");
  if (!sql) return sql.error();
  auto text = explain(source_of(call), *sql);
  if (!text) return std::move(text).error();
  return Json{{"text", *std::move(text)}};
}

// The one that a place is in or, on the same line, behind; else the next one.
StatementRange range_at(std::string_view text, std::size_t place,
                        Dialect dialect) {
  StatementRange last = {};
  for (const StatementRange& range : sql::split(text, dialect).ranges) {
    const std::string_view rest = text.substr(last.end, place - last.end);
    const bool behind = last.end > 0 && rest.find('\n') == rest.npos;
    if (place < range.begin && behind) break;
    last = range;
    if (place <= range.end) break;
  }
  return last;
}

// Only the database's own lexer knows where a statement ends.
Answer statement_at(const Call& call) {
  const auto sql = text_field(call.body, "sql");
  if (!sql) return sql.error();
  const auto place = optional_number_field(call.body, "place");
  if (!place) return place.error();
  if (place->value_or(0) > sql->size()) return out_of_bounds("place");
  const StatementRange range =
      range_at(*sql, static_cast<std::size_t>(place->value_or(0)),
               call.studio.dialect());
  return Json{{"begin", range.begin}, {"end", range.end}};
}

constexpr Endpoint endpoints_of_statements[] = {
    {.name = "statement", .answer = statement_at},
    {.name = "run", .answer = run},
    {.name = "explain", .answer = explain_statement},
};

}  // namespace

std::span<const Endpoint> statement_endpoints() {
  return endpoints_of_statements;
}

}  // namespace godwit::studio
