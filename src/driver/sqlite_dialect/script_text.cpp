// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite_dialect/script_text.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "driver/mentions.h"

namespace godwit::driver::sqlite {
namespace {

std::size_t behind(std::string_view text, std::string_view mark,
                   std::size_t from) {
  const std::size_t found = text.find(mark, from);
  return found == text.npos ? text.size() : found + mark.size();
}

// Of the string, name in quotes or comment that begins there, without the line
// end of a comment; else `at`. A doubled quote reads as two strings, which is
// the same here.
std::size_t end_of_piece(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '\'':
    case '"':
    case '`':
      return behind(text, text.substr(at, 1), at + 1);
    case '[':
      return behind(text, "]", at + 1);
    case '-':
      if (text.substr(at, 2) != "--") return at;
      return std::min(text.find_first_of("\r\n", at), text.size());
    case '/':
      return text.substr(at, 2) == "/*" ? behind(text, "*/", at + 2) : at;
    default:
      return at;
  }
}

bool is_lone_carriage_return(std::string_view text, std::size_t at) {
  return text[at] == '\r' && text.substr(at, 2) != "\r\n";
}

bool is_parameter(std::string_view text, std::size_t at) {
  if (text[at] == '?') return true;
  const bool sign = text[at] == ':' || text[at] == '@' || text[at] == '$';
  return sign && at + 1 < text.size() && is_name_character(text[at + 1]);
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size() && is_name_character(text[at])) ++at;
  return at;
}

}  // namespace

std::string with_line_feeds(std::string_view script) {
  std::string text(script);
  if (script.find('\r') == script.npos) return text;
  for (std::size_t at = 0; at < script.size();) {
    const std::size_t end = end_of_piece(script, at);
    if (end == at && is_lone_carriage_return(script, at)) text[at] = '\n';
    at = std::max(end, at + 1);
  }
  return text;
}

std::string_view find_parameter(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_parameter(text, at)) {
      return text.substr(at, end_of_word(text, at + 1) - at);
    }
    const std::size_t end =
        std::max(end_of_piece(text, at), end_of_word(text, at));
    at = std::max(end, at + 1);
  }
  return {};
}

bool may_change_settings(std::string_view sql) {
  return mentions(sql, "pragma") || mentions(sql, "attach") ||
         mentions(sql, "temp");
}

}  // namespace godwit::driver::sqlite
