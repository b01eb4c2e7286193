// SPDX-License-Identifier: BSL-1.0
#include "migration/way_back.h"

#include <fmt/format.h>

#include <algorithm>

#include "sql/made_object.h"
#include "sql/words.h"

namespace godwit {
namespace {

std::string_view statement_of(const Script& script, StatementRange range) {
  return script.text.substr(range.begin, range.end - range.begin);
}

bool goes_with_its_object(std::string_view statement, Dialect dialect) {
  return sql::is_any_of(sql::Words(statement, dialect).next(),
                        {"GRANT", "REVOKE", "COMMENT"});
}

// A function is known by its arguments, and a trigger by its table.
bool is_droppable(const sql::MadeObject& made, Dialect dialect) {
  if (made.kind.ends_with("VIEW")) return true;
  if (dialect == Dialect::sqlite) return made.kind == "TRIGGER";
  return sql::is_any_of(made.kind, {"FUNCTION", "PROCEDURE", "TRIGGER"}) &&
         !made.behind_name.empty();
}

}  // namespace

std::optional<std::string> way_back(const Script& script, Dialect dialect) {
  std::string drops;
  for (const StatementRange range : script.statements) {
    const std::string_view statement = statement_of(script, range);
    if (goes_with_its_object(statement, dialect)) continue;
    const auto made = sql::made_object(statement, dialect);
    if (!made || !is_droppable(*made, dialect)) return std::nullopt;
    drops.insert(0, fmt::format("DROP {} IF EXISTS {}{};\n", made->kind,
                                made->name, made->behind_name));
  }
  if (drops.empty()) return std::nullopt;
  return drops;
}

bool replaces_what_it_made(const Script& script, Dialect dialect) {
  return std::all_of(script.statements.begin(), script.statements.end(),
                     [&](StatementRange range) {
                       sql::Words words(statement_of(script, range), dialect);
                       return !sql::is_word(words.next(), "CREATE") ||
                              sql::is_word(words.next(), "OR");
                     });
}

}  // namespace godwit
