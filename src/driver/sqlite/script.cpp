// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "driver/errors.h"
#include "driver/sqlite/interruption.h"
#include "driver/sqlite/statement.h"
#include "driver/sqlite_dialect/script_errors.h"
#include "driver/sqlite_dialect/script_text.h"

namespace godwit::driver::sqlite {
namespace {

// To SQLite, semicolons before a statement are a part of it.
constexpr std::string_view blank = " \t\r\n\f;";

std::size_t after(std::string_view text, std::string_view mark,
                  std::size_t from) {
  const std::size_t found = text.find(mark, from);
  return found == text.npos ? text.size() : found + mark.size();
}

// Messages should point to the statement and not to the comment before it.
std::size_t skip_blank(std::string_view text, std::size_t at) {
  while (true) {
    at = std::min(text.find_first_not_of(blank, at), text.size());
    if (text.substr(at, 2) == "--") {
      at = std::min(text.find_first_of("\r\n", at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      at = after(text, "*/", at + 2);
    } else {
      return at;
    }
  }
}

// What stands there may be the way down.
Error reads_on() {
  return make_error(ErrorCode::statement_failed,
                    "to SQLite this statement ends behind its script",
                    "end it with a semicolon");
}

bool is_transaction_control(std::string_view statement) {
  return begins_with_word(statement, "BEGIN") ||
         begins_with_word(statement, "COMMIT") ||
         begins_with_word(statement, "END");
}

std::size_t error_offset(sqlite3* db, std::size_t begin) {
  const int offset = sqlite3_error_offset(db);
  return begin + static_cast<std::size_t>(std::max(offset, 0));
}

using Reaches = std::function<bool(std::size_t)>;

/// Goes through one text.
class Script {
 public:
  /// `reaches`: null where nobody wants to hear.
  Script(sqlite3* db, std::string_view sql, bool ours, Patience& patience,
         const Reaches* reaches = nullptr)
      : db_(db),
        text_(sql),
        ours_(ours),
        patience_(patience),
        reaches_(reaches) {}

  std::optional<ScriptFailure> run() {
    if (const auto zero = text_.find('\0'); zero != text_.npos) {
      return ScriptFailure{0, zero, null_character()};
    }
    while ((at_ = skip_blank(text_, at_)) < text_.size()) {
      if (auto failed = run_next()) return failed;
    }
    return {};
  }

 private:
  std::optional<ScriptFailure> run_next() {
    const bool goes_on = reaches_ == nullptr || (*reaches_)(count_);
    if (!goes_on || patience_.stopped()) return fail(cancelled());
    const char* tail = nullptr;
    Result<Statement> statement =
        Statement::prepare(db_, text_.data() + at_, patience_, &tail);
    if (!statement) {
      return ScriptFailure{count_, error_offset(db_, at_),
                           std::move(statement).error()};
    }
    const auto next = static_cast<std::size_t>(tail - text_.data());
    if (next > text_.size()) return fail(reads_on());
    if (!statement->empty()) {
      if (auto failed = carry_out(*statement, next)) return failed;
      ++count_;
    }
    at_ = next;
    return {};
  }

  std::optional<ScriptFailure> carry_out(Statement& statement,
                                         std::size_t end) {
    const std::string_view sql = text_.substr(at_, end - at_);
    if (statement.has_parameters()) return fail_at_parameter(sql);
    if (ours_ && is_transaction_control(sql)) {
      return fail(controls_transaction());
    }
    if (auto done = finish(statement); !done) {
      return fail(std::move(done).error());
    }
    if (ours_ && !in_transaction(db_)) return fail(controls_transaction());
    return {};
  }

  ScriptFailure fail_at_parameter(std::string_view sql) const {
    const std::string_view name = find_parameter(sql);
    const std::size_t place =
        name.empty() ? 0 : static_cast<std::size_t>(name.data() - sql.data());
    return {count_, at_ + place, parameter_without_value(name)};
  }

  Result<void> finish(Statement& statement) {
    return within_limit(db_, patience_,
                        [&] { return statement.finish(patience_); });
  }

  ScriptFailure fail(Error error) const {
    return {count_, at_, std::move(error)};
  }

  sqlite3* db_;
  /// Behind its last statement is a NUL or other text.
  std::string_view text_;
  bool ours_;
  Patience& patience_;
  const Reaches* reaches_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
};

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::optional<ScriptFailure> run_statements(sqlite3* db, std::string_view sql,
                                            Patience& patience) {
  return Script(db, with_line_feeds(sql), false, patience).run();
}

std::optional<ScriptFailure> run_in_our_transaction(
    sqlite3* db, std::string_view sql, bool in_place, Patience& patience,
    const std::function<bool(std::size_t)>& reaches) {
  if (in_place && sql.find('\r') == sql.npos) {
    return Script(db, sql, true, patience, &reaches).run();
  }
  return Script(db, with_line_feeds(sql), true, patience, &reaches).run();
}

bool begins_with_word(std::string_view statement, std::string_view word) {
  statement.remove_prefix(skip_blank(statement, 0));
  for (const char expected : word) {
    if (statement.empty() || upper(statement.front()) != expected) return false;
    statement.remove_prefix(1);
  }
  return statement.empty() || !is_name_character(statement.front());
}

}  // namespace godwit::driver::sqlite
