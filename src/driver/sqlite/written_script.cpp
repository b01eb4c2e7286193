// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/written_script.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "driver/passage.h"
#include "driver/sqlite/settings.h"
#include "driver/sqlite_dialect/script_text.h"

namespace godwit::driver::sqlite {
namespace {

// A row that is not true ends the script, and its transaction with it.
constexpr std::string_view preparations = R"(.bail on
PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE "godwit check" (is_so INTEGER NOT NULL CHECK (is_so));
)";

// Those that were there before do not count.
constexpr std::string_view known_violations =
    "CREATE TEMP TABLE \"godwit violations\" AS SELECT \"table\", rowid AS id, "
    "parent FROM pragma_foreign_key_check;\n";
constexpr std::string_view no_new_violations =
    "INSERT INTO temp.\"godwit check\" SELECT NOT EXISTS (SELECT \"table\", "
    "rowid, parent FROM pragma_foreign_key_check EXCEPT SELECT \"table\", id, "
    "parent FROM temp.\"godwit violations\");\n";

// As sqlite3 has them, apart from the keys. In the order of Settings.
constexpr std::string_view reset_settings = R"(PRAGMA query_only = OFF;
PRAGMA foreign_keys = OFF;
PRAGMA defer_foreign_keys = OFF;
PRAGMA ignore_check_constraints = OFF;
PRAGMA legacy_alter_table = OFF;
PRAGMA recursive_triggers = OFF;
PRAGMA reverse_unordered_selects = OFF;
PRAGMA writable_schema = OFF;
)";

constexpr std::string_view elapsed_name = "$elapsed";

Error holds_nul() {
  return make_error(ErrorCode::unsupported,
                    "what is to be recorded holds a NUL, which no script for "
                    "sqlite3 can",
                    "let Godwit run it");
}

std::string literal(const std::optional<std::string>& value) {
  if (!value) return "NULL";
  std::string text = "'";
  for (const char c : *value) {
    text += c;
    if (c == '\'') text += c;
  }
  return text + "'";
}

// Of SQL of our own: what stands in quotes holds no quote.
std::string with_values(const Query& query) {
  const std::string& sql = query.sql;
  std::string text;
  char quote = 0;
  for (std::size_t at = 0; at < sql.size();) {
    const char c = sql[at];
    if (quote == 0 && sql.compare(at, elapsed_name.size(), elapsed_name) == 0) {
      text += '0';
      at += elapsed_name.size();
      continue;
    }
    if (quote == 0 && c == '$') {
      std::size_t number = 0;
      const char* end =
          std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number)
              .ptr;
      text += literal(query.parameters[number - 1]);
      at = static_cast<std::size_t>(end - sql.data());
      continue;
    }
    if (quote == c) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    }
    text += c;
    ++at;
  }
  return text;
}

class ScriptWriter {
 public:
  ScriptWriter(bool finds_violations, TransactionMode mode)
      : finds_violations_(finds_violations),
        batch_(mode == TransactionMode::batch) {}

  Result<std::string> write(std::span<const WrittenTask> tasks) {
    text_ = preparations;
    if (finds_violations_) text_ += known_violations;
    if (batch_) begin();
    for (const WrittenTask& task : tasks) {
      text_ += fmt::format("\n-- {}\n", task.title);
      task.task->transactional ? whole(*task.task) : by_statement(*task.task);
    }
    if (batch_) commit();
    text_ += "\nDROP TABLE temp.\"godwit check\";\n";
    if (finds_violations_) text_ += "DROP TABLE temp.\"godwit violations\";\n";
    if (text_.find('\0') != text_.npos) return holds_nul();
    return std::move(text_);
  }

 private:
  void whole(const Task& task) {
    if (!batch_) begin();
    script(task.sql);
    const bool resets = may_change_settings(task.sql);
    if (resets) text_ += reset_settings;
    records(task.records.back());
    if (batch_) return;
    commit();
    if (resets) text_ += reset_settings;
  }

  void by_statement(const Task& task) {
    for (const std::size_t i : to_set_up_again(task, Dialect::sqlite)) {
      script(task.statement(i));
    }
    record_alone(task.records[task.resume_at]);
    bool open = false;
    for (std::size_t i = task.resume_at; i < task.statements.size(); ++i) {
      const Passage passage =
          passage_of(task.statement(i), Dialect::sqlite, open);
      statement(task, i, passage);
      open = passage == Passage::opens || passage == Passage::inside;
    }
    if (may_change_settings(task.sql)) text_ += reset_settings;
  }

  void statement(const Task& task, std::size_t i, Passage passage) {
    const std::vector<Query>& record = task.records[i + 1];
    switch (passage) {
      case Passage::together:
        text_ += "BEGIN IMMEDIATE;\n";
        script(task.statement(i));
        records(record);
        text_ += "COMMIT;\n";
        return;
      case Passage::keeps:
        records(record);
        script(task.statement(i));
        return;
      case Passage::alone:
      case Passage::undoes:
        script(task.statement(i));
        record_alone(record);
        return;
      default:
        script(task.statement(i));
    }
  }

  void record_alone(const std::vector<Query>& queries) {
    text_ += "BEGIN IMMEDIATE;\n";
    records(queries);
    text_ += "COMMIT;\n";
  }

  void records(const std::vector<Query>& queries) {
    for (const Query& query : queries) {
      text_ += with_values(query) + ";\n";
      if (!query.affects) continue;
      text_ += fmt::format(
          "INSERT INTO temp.\"godwit check\" SELECT changes() = {};\n",
          *query.affects);
    }
  }

  // It may end in a comment, and without a semicolon.
  void script(std::string_view sql) {
    if (sql.empty()) return;
    text_ += with_line_feeds(sql);
    text_ += "\n;\n";
  }

  void begin() { text_ += "BEGIN IMMEDIATE;\n"; }
  void commit() {
    if (finds_violations_) text_ += no_new_violations;
    text_ += "COMMIT;\n";
  }

  bool finds_violations_;
  bool batch_;
  std::string text_;
};

// A foreign key whose parent columns are not unique is an error of the
// question, and must not stop a database that lives without.
bool finds_violations(Session& session) {
  return session.query({"SELECT count(*) FROM pragma_foreign_key_check"}).ok();
}

}  // namespace

Result<std::string> written_script(Session& session,
                                   std::span<const WrittenTask> tasks,
                                   TransactionMode mode) {
  return ScriptWriter(finds_violations(session), mode).write(tasks);
}

}  // namespace godwit::driver::sqlite
