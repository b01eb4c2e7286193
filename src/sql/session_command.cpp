// SPDX-License-Identifier: BSL-1.0
#include "sql/calls.h"
#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

bool is_temporary(std::string_view word) {
  return is_word(word, "TEMP") || is_word(word, "TEMPORARY");
}

// CREATE [OR REPLACE] [LOCAL | GLOBAL] TEMP …, CREATE TABLE pg_temp.…
bool creates_temporary(Words words, std::string_view schema) {
  if (!is_word(words.next(), "CREATE")) return false;
  std::string_view text = words.next();
  while (is_any_of(text, {"OR", "REPLACE", "LOCAL", "GLOBAL"})) {
    text = words.next();
  }
  if (is_temporary(text)) return true;
  text = words.next();
  while (is_any_of(text, {"IF", "NOT", "EXISTS"})) text = words.next();
  return is_word(text, schema) && words.next() == ".";
}

bool drops_on_commit(Words words) {
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (!is_word(text, "COMMIT")) continue;
    if (is_word(Words(words).next(), "DROP")) return true;
  }
  return false;
}

// SELECT … INTO TEMP …
bool selects_into_temporary(Words words) {
  const std::string_view first = words.next();
  if (!is_word(first, "SELECT") && !is_word(first, "WITH")) return false;
  bool into = false;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (into && words.at_word() && is_temporary(text)) return true;
    into = words.at_word() && is_word(text, "INTO");
  }
  return false;
}

bool declares_held_cursor(Words words) {
  if (!is_word(words.next(), "DECLARE")) return false;
  bool with = false;
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    if (is_word(text, "FOR")) return false;
    if (with && is_word(text, "HOLD")) return true;
    with = is_word(text, "WITH");
  }
  return false;
}

// As pg_dump writes it: SELECT pg_catalog.set_config('search_path', '', false)
bool selects_set_config(std::string_view statement) {
  Words words(statement, Dialect::postgresql);
  if (!is_word(words.next(), "SELECT")) return false;
  const auto is_set_config = [](std::string_view name, std::size_t) {
    return is_function(name, "SET_CONFIG");
  };
  return visit_calls(statement, {.call = is_set_config});
}

bool sets_for_the_session(Words words) {
  const std::string_view first = words.next();
  if (is_word(first, "SET")) {
    return !is_any_of(words.next(), {"LOCAL", "TRANSACTION", "CONSTRAINTS"});
  }
  if (is_word(first, "PREPARE")) return !is_word(words.next(), "TRANSACTION");
  return is_any_of(
      first, {"RESET", "DEALLOCATE", "LISTEN", "UNLISTEN", "LOAD", "DISCARD"});
}

SessionEffect postgresql_effect(std::string_view statement) {
  const Words words(statement, Dialect::postgresql);
  if (creates_temporary(words, "PG_TEMP")) {
    return drops_on_commit(words) ? SessionEffect::none
                                  : SessionEffect::makes_objects;
  }
  if (selects_into_temporary(words) || declares_held_cursor(words)) {
    return SessionEffect::makes_objects;
  }
  return sets_for_the_session(words) || selects_set_config(statement)
             ? SessionEffect::changes_settings
             : SessionEffect::none;
}

SessionEffect sqlite_effect(std::string_view statement) {
  const Words words(statement, Dialect::sqlite);
  if (creates_temporary(words, "TEMP")) return SessionEffect::makes_objects;
  return is_any_of(Words(words).next(), {"PRAGMA", "ATTACH", "DETACH"})
             ? SessionEffect::changes_settings
             : SessionEffect::none;
}

}  // namespace

SessionEffect session_effect(std::string_view statement, Dialect dialect) {
  return dialect == Dialect::postgresql ? postgresql_effect(statement)
                                        : sqlite_effect(statement);
}

}  // namespace godwit::sql
