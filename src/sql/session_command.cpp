// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <initializer_list>

#include "sql/statements.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

bool is_temporary(std::string_view word) {
  return is_word(word, "TEMP") || is_word(word, "TEMPORARY");
}

bool is_any_of(std::string_view word,
               std::initializer_list<std::string_view> capitals) {
  return std::any_of(capitals.begin(), capitals.end(),
                     [&](std::string_view one) { return is_word(word, one); });
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
bool selects_set_config(Words words) {
  if (!is_word(words.next(), "SELECT")) return false;
  std::string_view text = words.next();
  if (is_word(text, "PG_CATALOG") && words.next() == ".") text = words.next();
  return is_word(text, "SET_CONFIG");
}

bool sets_for_the_session(Words words) {
  const std::string_view first = words.next();
  if (is_word(first, "SET")) {
    const std::string_view what = words.next();
    return !is_word(what, "LOCAL") && !is_word(what, "TRANSACTION") &&
           !is_word(what, "CONSTRAINTS");
  }
  if (is_word(first, "PREPARE")) return !is_word(words.next(), "TRANSACTION");
  for (const std::string_view word :
       {"RESET", "DEALLOCATE", "LISTEN", "UNLISTEN", "LOAD", "DISCARD"}) {
    if (is_word(first, word)) return true;
  }
  return false;
}

SessionEffect postgresql_effect(const Words& words) {
  if (creates_temporary(words, "PG_TEMP")) {
    return drops_on_commit(words) ? SessionEffect::none
                                  : SessionEffect::makes_objects;
  }
  if (selects_into_temporary(words) || declares_held_cursor(words)) {
    return SessionEffect::makes_objects;
  }
  return sets_for_the_session(words) || selects_set_config(words)
             ? SessionEffect::changes_settings
             : SessionEffect::none;
}

SessionEffect sqlite_effect(const Words& words) {
  if (creates_temporary(words, "TEMP")) return SessionEffect::makes_objects;
  const std::string_view first = Words(words).next();
  for (const std::string_view word : {"PRAGMA", "ATTACH", "DETACH"}) {
    if (is_word(first, word)) return SessionEffect::changes_settings;
  }
  return SessionEffect::none;
}

}  // namespace

SessionEffect session_effect(std::string_view statement, Dialect dialect) {
  const Words words(statement, dialect);
  return dialect == Dialect::postgresql ? postgresql_effect(words)
                                        : sqlite_effect(words);
}

}  // namespace godwit::sql
