// SPDX-License-Identifier: BSL-1.0
#include "change/postgresql/enum_values.h"

namespace godwit::change::postgresql {
namespace {

// Of the string at the beginning, with its quotes.
std::size_t length_of_string(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size()) {
    if (text[end] != '\'') {
      ++end;
    } else if (end + 1 < text.size() && text[end + 1] == '\'') {
      end += 2;
    } else {
      return end + 1;
    }
  }
  return text.size();
}

std::string place_of(const std::vector<std::string>& values, std::size_t index,
                     std::string_view next_old) {
  if (next_old.empty()) return "";
  if (index > 0) return " AFTER " + values[index - 1];
  return " BEFORE " + std::string(next_old);
}

}  // namespace

std::vector<std::string> enum_values(std::string_view list) {
  std::vector<std::string> values;
  while (!list.empty()) {
    const std::size_t length = length_of_string(list);
    values.emplace_back(list.substr(0, length));
    list.remove_prefix(std::min(length + 2, list.size()));
  }
  return values;
}

std::optional<std::vector<AddedValue>> added_values(std::string_view before,
                                                    std::string_view after) {
  const auto were = enum_values(before);
  const auto are = enum_values(after);
  std::vector<AddedValue> added;
  std::size_t old = 0;
  for (std::size_t i = 0; i < are.size(); ++i) {
    if (old < were.size() && were[old] == are[i]) {
      ++old;
    } else {
      added.push_back(
          {are[i], place_of(are, i, old < were.size() ? were[old] : "")});
    }
  }
  if (old < were.size()) return {};
  return added;
}

}  // namespace godwit::change::postgresql
