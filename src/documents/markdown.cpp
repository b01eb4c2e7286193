// SPDX-License-Identifier: BSL-1.0
#include "documents/markdown.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "diagram/shown_text.h"

namespace godwit::documents {
namespace {

// Within a word it is only itself.
bool is_inner_underscore(std::string_view text, std::size_t at) {
  const auto in_word = [](char c) { return is_letter(c) || is_digit(c); };
  return at > 0 && at + 1 < text.size() && in_word(text[at - 1]) &&
         in_word(text[at + 1]);
}

std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '&') {
      result += "&amp;";
    } else if (c == '<') {
      result += "&lt;";
    } else if (c == '>') {
      result += "&gt;";
    } else if (std::string_view("\\`*[]|~#!$@").find(c) != text.npos ||
               (c == '_' && !is_inner_underscore(text, i))) {
      result.append(1, '\\').append(1, c);
    } else if (c == ':' && i + 1 < text.size() && !is_space(text[i + 1])) {
      result += "\\:";  // Neither a picture nor an address.
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

std::string markdown(std::string_view text) {
  return escaped(diagram::shown_text(text));
}

std::string markdown_of_lines(std::string_view text) {
  std::string all;
  text = trimmed(text);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (!all.empty()) all += "<br>";
    all += markdown(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

std::string markdown_link(std::string_view text, std::string_view file) {
  return '[' + markdown(text) + "](" + std::string(file) + ')';
}

std::string sql_block(std::string_view sql) {
  std::size_t longest = 2;
  std::size_t run = 0;
  std::string lines;
  for (const char c : sql) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (c == '\r') continue;
    if (control && c != '\n' && c != '\t') {
      lines += diagram::shown_text(std::string_view(&c, 1));
    } else {
      lines += c;
    }
  }
  const std::string fence(longest + 1, '`');
  return fence + "sql\n" + std::string(trimmed(lines)) + '\n' + fence + '\n';
}

std::string markdown_table(const std::vector<std::string>& heads,
                           const std::vector<std::vector<std::string>>& rows) {
  std::vector<bool> shown(heads.size());
  shown[0] = true;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].empty()) shown[i] = true;
    }
  }
  std::string text;
  const auto add_row = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (shown[i]) text += "| " + cells[i] + (cells[i].empty() ? "" : " ");
    }
    text += "|\n";
  };
  add_row(heads);
  add_row(std::vector<std::string>(heads.size(), "---"));
  for (const auto& row : rows) add_row(row);
  return text;
}

}  // namespace godwit::documents
