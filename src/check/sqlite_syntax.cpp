// SPDX-License-Identifier: BSL-1.0
#include "check/sqlite_syntax.h"

#if GODWIT_WITH_SQLITE
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "migration/text_part.h"

namespace godwit::check {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, Close>;

Database empty_database() {
  sqlite3* database = nullptr;
  sqlite3_open(":memory:", &database);
  return Database(database);
}

// The parser has no error code of its own: https://sqlite.org/rescode.html
bool is_of_the_parser(std::string_view message) {
  constexpr std::array<std::string_view, 3> beginnings = {
      "near \"", "incomplete input", "unrecognized token"};
  return std::any_of(
      beginnings.begin(), beginnings.end(),
      [&](std::string_view start) { return message.starts_with(start); });
}

std::size_t offset_of_error(sqlite3* database) {
#if SQLITE_VERSION_NUMBER >= 3038000
  return static_cast<std::size_t>(std::max(sqlite3_error_offset(database), 0));
#else
  static_cast<void>(database);
  return 0;
#endif
}

}  // namespace

std::vector<Error> sqlite_syntax_errors(const Script& script) {
  const Database database = empty_database();
  const TextPart part = {script.text, script.file, script.first_line};
  std::vector<Error> errors;
  for (const StatementRange& range : script.statements) {
    const std::string sql(
        script.text.substr(range.begin, range.end - range.begin));
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr);
    sqlite3_finalize(statement);
    const std::string message = sqlite3_errmsg(database.get());
    if (is_of_the_parser(message)) {
      errors.push_back(invalid_at(
          part, range.begin + offset_of_error(database.get()), message, {}));
    }
  }
  return errors;
}

}  // namespace godwit::check

#else

namespace godwit::check {

std::vector<Error> sqlite_syntax_errors(const Script&) { return {}; }

}  // namespace godwit::check

#endif
