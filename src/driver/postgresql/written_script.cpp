// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/written_script.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "driver/passage.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/guard.h"
#include "driver/postgresql/recording.h"
#include "driver/postgresql/session_settings.h"

namespace godwit::driver::postgresql {
namespace {

// A file of the user who runs it may have set them otherwise.
constexpr std::string_view tool_settings = R"(\set ON_ERROR_STOP on
\set ON_ERROR_ROLLBACK off
\set AUTOCOMMIT on
\set SINGLELINE off
)";

// RESET ALL takes it back.
constexpr std::string_view encoding = "SET client_encoding = 'UTF8';\n";

// psql sends each statement by itself, so that the time of a task is that of
// its transaction.
constexpr std::string_view time_name = "$elapsed";
constexpr std::string_view time_of_transaction =
    "(extract(epoch FROM clock_timestamp() - transaction_timestamp()) * "
    "1000000)::bigint";

// The guards need two of it.
constexpr std::string_view take_lock = R"(DO $godwit$
BEGIN
  IF NOT (pg_catalog.pg_try_advisory_lock({0})
      AND pg_catalog.pg_try_advisory_lock({0})) THEN
    RAISE EXCEPTION 'another run holds the migration lock';
  END IF;
END
$godwit$;
)";

// Does not print the row as `;` would.
constexpr std::string_view end_of_query = " \\gset\n";

std::string lines_of(const Commands& commands) {
  std::string lines;
  for (const char c : commands.text) {
    lines += c;
    if (c == ';') lines += '\n';
  }
  return lines;
}

class ScriptWriter {
 public:
  ScriptWriter(PGconn* connection, std::int64_t lock_key, TransactionMode mode)
      : connection_(connection),
        guard_(lock_key),
        lock_key_(lock_key),
        batch_(mode == TransactionMode::batch) {}

  Result<std::string> write(std::span<const WrittenTask> tasks) {
    text_ = tool_settings;
    text_ += encoding;
    text_ += fmt::format(take_lock, lock_key_);
    if (batch_) begin();
    for (const WrittenTask& task : tasks) {
      text_ += fmt::format("\n-- {}\n", task.title);
      auto written = task.task->transactional ? whole(*task.task)
                                              : by_statement(*task.task);
      if (!written) return std::move(written).error();
    }
    if (batch_) commit();
    text_ += fmt::format(
        "\nSELECT pg_catalog.pg_advisory_unlock({0}) AS godwit_first, "
        "pg_catalog.pg_advisory_unlock({0}) AS godwit_second \\gset\n",
        lock_key_);
    return std::move(text_);
  }

 private:
  Result<void> whole(const Task& task) {
    if (!batch_) begin();
    script(task.sql);
    text_ += "SET CONSTRAINTS ALL IMMEDIATE;\n";
    reset_session();
    text_ += fmt::format("{};\n", Guard::pin);
    auto written = records(task.records.back(), Guard::Transaction::ours);
    if (!written) return written;
    if (batch_) {
      text_ += "RESET search_path;\n";
    } else {
      commit();
    }
    return {};
  }

  Result<void> by_statement(const Task& task) {
    for (const std::size_t i : to_set_up_again(task, Dialect::postgresql)) {
      script(task.statement(i));
    }
    auto written = record_alone(task.records[task.resume_at]);
    bool open = false;
    for (std::size_t i = task.resume_at; written && i < task.statements.size();
         ++i) {
      const Passage passage =
          passage_of(task.statement(i), Dialect::postgresql, open);
      written = statement(task, i, passage);
      open = passage == Passage::opens || passage == Passage::inside;
    }
    reset_session();
    return written;
  }

  Result<void> statement(const Task& task, std::size_t i, Passage passage) {
    const std::vector<Query>& record = task.records[i + 1];
    switch (passage) {
      case Passage::together:
        begin();
        script(task.statement(i));
        text_ += "SET CONSTRAINTS ALL IMMEDIATE;\n";
        return record_and_commit(record);
      case Passage::alone:
        return alone(task, i);
      case Passage::keeps: {
        text_ += lines_of(become_recorder());
        auto written = records(record, Guard::Transaction::of_the_script);
        script(task.statement(i));
        return written;
      }
      case Passage::undoes:
        script(task.statement(i));
        return record_alone(record);
      default:
        script(task.statement(i));
        return {};
    }
  }

  Result<void> alone(const Task& task, std::size_t i) {
    std::vector<Query> begun = task.begun;
    for (Query& query : begun) {
      query.parameters.insert(query.parameters.begin(),
                              std::string(task.statement(i)));
    }
    if (!begun.empty()) {
      if (auto written = record_alone(begun); !written) return written;
    }
    script(task.statement(i));
    return record_alone(task.records[i + 1]);
  }

  Result<void> record_alone(const std::vector<Query>& queries) {
    begin();
    return record_and_commit(queries);
  }

  Result<void> record_and_commit(const std::vector<Query>& queries) {
    text_ += lines_of(become_recorder());
    auto written = records(queries, Guard::Transaction::ours);
    commit();
    return written;
  }

  Result<void> records(const std::vector<Query>& queries,
                       Guard::Transaction transaction) {
    for (Query query : queries) {
      for (auto at = query.sql.find(time_name); at != query.sql.npos;
           at = query.sql.find(time_name, at)) {
        query.sql.replace(at, time_name.size(), time_of_transaction);
      }
      auto sql = inline_parameters(connection_, query);
      if (!sql) return std::move(sql).error();
      if (query.affects) {
        text_ += guard_.guarded(*sql, *query.affects, transaction);
        text_ += " AS godwit_checked";
        text_ += end_of_query;
      } else {
        text_ += *sql + ";\n";
      }
    }
    return {};
  }

  // It may end in a comment, and without a semicolon.
  void script(std::string_view sql) {
    if (sql.empty()) return;
    text_ += sql;
    text_ += "\n;\n";
  }

  void reset_session() {
    text_ += lines_of(reset_of_own_session());
    text_ += encoding;
  }

  void begin() { text_ += fmt::format("{};\n", Guard::begin); }
  void commit() { text_ += "COMMIT;\n"; }

  PGconn* connection_;
  Guard guard_;
  std::int64_t lock_key_;
  bool batch_;
  std::string text_;
};

}  // namespace

Result<std::string> written_script(PGconn* connection,
                                   std::span<const WrittenTask> tasks,
                                   std::int64_t lock_key,
                                   TransactionMode mode) {
  return ScriptWriter(connection, lock_key, mode).write(tasks);
}

}  // namespace godwit::driver::postgresql
