// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/scratch_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/sqlite/confinement.h"
#include "driver/sqlite_dialect/script_text.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::driver::sqlite {
namespace {

/// A database in memory, from which no text reaches another one.
class ScratchDatabase {
 public:
  ScratchDatabase() {
    sqlite3* database = nullptr;
    sqlite3_open(":memory:", &database);
    database_.reset(database);
    // Some pragmas act while they are prepared.
    confinement_ = std::make_unique<Confinement>(database);
  }

  sqlite3* get() const noexcept { return database_.get(); }

  /// Whether SQLite takes a statement; else `sqlite3_errmsg` says why not.
  bool prepares(const std::string& statement) const {
    sqlite3_stmt* prepared = nullptr;
    const int code =
        sqlite3_prepare_v2(get(), statement.c_str(), -1, &prepared, nullptr);
    sqlite3_finalize(prepared);
    return code == SQLITE_OK;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  // The database goes first.
  std::unique_ptr<Confinement> confinement_;
  std::unique_ptr<sqlite3, Close> database_;
};

// The parser has no error code of its own: https://sqlite.org/rescode.html
bool is_of_the_parser(std::string_view message) {
  constexpr std::array<std::string_view, 3> beginnings = {
      "near \"", "incomplete input", "unrecognized token"};
  return std::any_of(
      beginnings.begin(), beginnings.end(),
      [&](std::string_view start) { return message.starts_with(start); });
}

std::size_t offset_of_error(sqlite3* database) {
  return static_cast<std::size_t>(std::max(sqlite3_error_offset(database), 0));
}

class Parser final : public driver::Parser {
 public:
  std::optional<Complaint> complaint(std::string_view statement) const override;

 private:
  ScratchDatabase database_;
};

std::optional<driver::Parser::Complaint> Parser::complaint(
    std::string_view statement) const {
  if (database_.prepares(with_line_feeds(statement))) return std::nullopt;
  std::string message = sqlite3_errmsg(database_.get());
  if (!is_of_the_parser(message)) return std::nullopt;
  return Complaint{std::move(message), offset_of_error(database_.get())};
}

std::vector<sql::Token> names_in_double_quotes(std::string_view statement) {
  std::vector<sql::Token> names;
  sql::Lexer lexer(statement, Dialect::sqlite);
  for (sql::Token token; lexer.next(token);) {
    if (statement[token.begin] == '"') names.push_back(token);
  }
  return names;
}

// In these quotes SQLite takes nothing for a string.
std::string in_backticks(std::string_view name) {
  std::string quoted = "`";
  for (const char c : sql::unquoted(name)) quoted.append(c == '`' ? 2 : 1, c);
  return quoted + '`';
}

// The statement with the first `count` of the names in other quotes.
std::string requoted(std::string_view statement,
                     const std::vector<sql::Token>& names, std::size_t count) {
  std::string text;
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const sql::Token& name = names[i];
    text += statement.substr(at, name.begin - at);
    text += in_backticks(statement.substr(name.begin, name.end - name.begin));
    at = name.end;
  }
  return text.append(statement.substr(at));
}

// Some pragmas act while they are prepared, and none has a column.
bool is_pragma(std::string_view statement) {
  return sql::is_word(sql::Words(statement, Dialect::sqlite).next(), "PRAGMA");
}

// CREATE [TEMP] VIEW and CREATE [TEMP] TRIGGER look nothing up.
bool makes_view_or_trigger(std::string_view statement) {
  sql::Words words(statement, Dialect::sqlite);
  if (!sql::is_word(words.next(), "CREATE")) return false;
  std::string_view kind = words.next();
  if (sql::is_any_of(kind, {"TEMP", "TEMPORARY"})) kind = words.next();
  return sql::is_any_of(kind, {"VIEW", "TRIGGER"});
}

constexpr const char* newest = "(SELECT max(rowid) FROM sqlite_master)";

class MisreadNames final : public driver::MisreadNames {
 public:
  std::optional<sql::Token> find(std::string_view statement) const override;
  bool run(std::string_view statement) const override;

 private:
  using Names = std::vector<sql::Token>;

  bool compiles(const std::string& statement) const;
  bool is_understood(const std::string& statement) const;
  std::vector<std::string> uses_of_newest() const;
  std::string value(const std::string& query) const;

  ScratchDatabase database_;
};

std::optional<sql::Token> MisreadNames::find(std::string_view statement) const {
  const std::string text = with_line_feeds(statement);
  const Names names = names_in_double_quotes(text);
  if (names.empty() || is_pragma(text)) return std::nullopt;
  if (is_understood(requoted(text, names, names.size()))) return std::nullopt;
  if (!is_understood(text)) return std::nullopt;
  // The first that makes a difference lies between these.
  std::size_t good = 0;
  std::size_t bad = names.size();
  while (bad - good > 1) {
    const std::size_t middle = good + (bad - good) / 2;
    (is_understood(requoted(text, names, middle)) ? good : bad) = middle;
  }
  return names[good];
}

bool MisreadNames::run(std::string_view statement) const {
  const std::string text = with_line_feeds(statement);
  return sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr,
                      nullptr) == SQLITE_OK;
}

bool MisreadNames::is_understood(const std::string& statement) const {
  return makes_view_or_trigger(statement) ? compiles(statement)
                                          : database_.prepares(statement);
}

// What it makes is used, and taken back.
bool MisreadNames::compiles(const std::string& statement) const {
  run("SAVEPOINT godwit_look");
  bool good = run(statement);
  if (good) {
    for (const std::string& use : uses_of_newest()) {
      good = good && database_.prepares(use);
    }
  }
  run("ROLLBACK TO godwit_look");
  run("RELEASE godwit_look");
  return good;
}

// Statements that read the newest view, or set off the newest trigger.
std::vector<std::string> MisreadNames::uses_of_newest() const {
  const std::string table = value(fmt::format(
      "SELECT printf('\"%w\"', tbl_name) FROM sqlite_master WHERE rowid = {}",
      newest));
  const std::string trigger = value(
      fmt::format("SELECT name FROM sqlite_master WHERE rowid = {} AND type = "
                  "'trigger'",
                  newest));
  if (trigger.empty()) return {fmt::format("SELECT * FROM {}", table)};
  const std::string columns = value(
      fmt::format("SELECT group_concat(printf('\"%w\" = NULL', name)) FROM "
                  "pragma_table_info((SELECT tbl_name FROM sqlite_master WHERE "
                  "rowid = {}))",
                  newest));
  return {fmt::format("INSERT INTO {} DEFAULT VALUES", table),
          fmt::format("UPDATE {} SET {}", table, columns),
          fmt::format("DELETE FROM {}", table)};
}

std::string MisreadNames::value(const std::string& query) const {
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(database_.get(), query.c_str(), -1, &prepared, nullptr);
  std::string text;
  if (sqlite3_step(prepared) == SQLITE_ROW) {
    const auto* const found =
        reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
    if (found != nullptr) text = found;
  }
  sqlite3_finalize(prepared);
  return text;
}

}  // namespace

std::unique_ptr<driver::Parser> scratch_parser() {
  return std::make_unique<Parser>();
}

std::unique_ptr<driver::MisreadNames> scratch_misread_names() {
  return std::make_unique<MisreadNames>();
}

}  // namespace godwit::driver::sqlite
