// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/fixed_point.h"

namespace godwit::change::postgresql {
namespace {

constexpr std::string_view opening = "((ARRAY[";
constexpr std::string_view closing = "])::text[])";

// Behind the string that begins here.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  std::size_t at = begin + 1;
  while (at < text.size()) {
    if (text[at] != '\'') {
      ++at;
    } else if (at + 1 < text.size() && text[at + 1] == '\'') {
      at += 2;
    } else {
      return at + 1;
    }
  }
  return text.size();
}

// Where the list of the array ends. Not found: it is none of this kind.
std::size_t end_of_list(std::string_view text, std::size_t begin) {
  constexpr std::string_view type = "::character varying";
  std::size_t at = begin;
  while (at < text.size() && text[at] == '\'') {
    at = end_of_string(text, at);
    if (!text.substr(at).starts_with(type)) return std::string_view::npos;
    at += type.size();
    if (text.substr(at).starts_with(closing)) return at;
    if (text.substr(at).starts_with(", ")) at += 2;
  }
  return std::string_view::npos;
}

}  // namespace

std::string fixed_point(std::string_view printed) {
  std::string text;
  while (true) {
    const std::size_t begin = printed.find(opening);
    if (begin == std::string_view::npos) return text.append(printed);
    const std::size_t list = begin + opening.size();
    const std::size_t end = end_of_list(printed, list);
    if (end == std::string_view::npos) {
      text.append(printed.substr(0, list));
      printed.remove_prefix(list);
      continue;
    }
    text.append(printed.substr(0, begin)).append("(ARRAY[");
    text.append(printed.substr(list, end - list)).append("])");
    printed.remove_prefix(end + closing.size());
  }
}

}  // namespace godwit::change::postgresql
