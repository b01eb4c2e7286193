// SPDX-License-Identifier: BSL-1.0
#include "sql/option_list.h"

namespace godwit::sql {
namespace {

std::string_view without_quotes(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '\'' || text.front() == '"');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

// As the server reads one: what is neither is an error there.
bool is_off(std::string_view value) {
  value = without_quotes(value);
  return is_word(value, "FALSE") || is_word(value, "OFF") || value == "0";
}

bool ends_option(std::string_view text) {
  return text.empty() || text == "," || text == ")";
}

}  // namespace

std::optional<bool> boolean_option(Words words, std::string_view name) {
  std::optional<bool> found;
  std::string_view text;
  do {
    const std::string_view option = without_quotes(words.next());
    std::string_view value;
    for (text = words.next(); !ends_option(text); text = words.next()) {
      if (text != "=") value = text;
    }
    if (is_word(option, name)) found = !is_off(value);
  } while (text == ",");
  return found;
}

std::optional<bool> with_option(Words words, std::string_view name) {
  for (auto text = words.next(); !text.empty(); text = words.next()) {
    const bool with = words.at_word() && is_word(text, "WITH");
    if (!with) continue;
    if (words.next() == "(") return boolean_option(words, name);
  }
  return std::nullopt;
}

void skip_option_list(Words& words) {
  std::string_view text;
  do {
    text = words.next();
  } while (!text.empty() && text != ")");
}

}  // namespace godwit::sql
