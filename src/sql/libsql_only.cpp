// SPDX-License-Identifier: BSL-1.0
#include "sql/libsql_only.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "sql/words.h"

namespace godwit::sql {
namespace {

// Measured with sqld 0.24.32.
constexpr std::array<std::string_view, 12> own_functions = {
    "libsql_vector_idx",
    "libsql_server_database_name",
    "vector",
    "vector16",
    "vector1bit",
    "vector32",
    "vector64",
    "vector8",
    "vector_distance_cos",
    "vector_distance_l2",
    "vector_extract",
    "vector_top_k"};

bool alters_column(Words words) {
  if (!begins_with(words, "ALTER TABLE")) return false;
  words.next();
  std::string_view next = words.next();
  if (next == ".") {
    words.next();
    next = words.next();
  }
  return is_word(next, "ALTER") && is_word(words.next(), "COLUMN");
}

bool has_random_rowid(Words words) {
  if (!begins_with(words, "CREATE TABLE")) return false;
  std::string_view before = {};
  for (std::string_view word = words.next(); !word.empty();
       before = word, word = words.next()) {
    if (is_word(before, "RANDOM") && is_word(word, "ROWID")) return true;
  }
  return false;
}

// As it stands in the list. Empty: it is no function of libSQL's.
std::string_view known_function(std::string_view name) {
  const auto* const found =
      std::find(own_functions.begin(), own_functions.end(), lower(name));
  return found == own_functions.end() ? std::string_view() : *found;
}

// Behind which a name with parentheses is that of a table.
bool names_table(std::string_view word) {
  return is_any_of(word, {"TABLE", "EXISTS", "INTO", "ON", "REFERENCES"});
}

std::string_view called_function(Words words) {
  std::string_view known = {};
  std::string_view before = {};
  for (std::string_view word = words.next(); !word.empty();
       before = word, word = words.next()) {
    if (word == "(" && !known.empty()) return known;
    known = names_table(before) ? std::string_view() : known_function(word);
  }
  return {};
}

}  // namespace

std::string_view libsql_only(std::string_view statement) {
  const Words words(statement, Dialect::sqlite);
  if (alters_column(words)) return "ALTER TABLE … ALTER COLUMN";
  if (has_random_rowid(words)) return "RANDOM ROWID";
  return called_function(words);
}

}  // namespace godwit::sql
