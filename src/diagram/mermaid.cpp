// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <cstdint>

#include "base/ascii.h"
#include "base/utf8.h"
#include "diagram/shown_text.h"
#include "diagram/text_formats.h"

namespace godwit::diagram {
namespace {

// In quotes. Mermaid has no way to write what means something to it or to HTML
// that it also shows as it is (11.17), so these have their wide forms.
std::string quoted_for_mermaid(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : shown_text(text)) {
    if (std::string_view("\"\\%#<>&~").find(c) != std::string_view::npos) {
      append_utf8(0xFF00 + static_cast<std::uint32_t>(c) - 0x20, quoted);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

// Of letters, digits and what else Mermaid takes for a part of a word. What is
// between becomes "_".
std::string word_for_mermaid(const std::string& text, std::string_view others) {
  std::string word;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c) ||
        others.find(c) != std::string_view::npos) {
      word += c;
    } else if (!word.empty() && word.back() != '_') {
      word += '_';
    }
  }
  while (!word.empty() && word.back() == '_') word.pop_back();
  const bool begins =
      !word.empty() && (is_letter(word.front()) || word.front() == '_');
  return begins ? word : "_" + word;
}

std::string name_for_mermaid(const std::string& text) {
  std::string word = word_for_mermaid(text, "_");
  // Words of its own, which it does not take for names.
  for (const std::string_view own : {"one", "many", "only", "zero", "to", "u",
                                     "pk", "fk", "uk", "optionally"}) {
    if (lower(word) == own) return word + "_";
  }
  return word;
}

void add_columns(const Drawing& drawing, std::size_t number,
                 std::string& text) {
  const Table& table = drawing.tables.tables[number];
  for (const std::size_t row : drawing.rows[number]) {
    const Column& column = table.columns[row];
    const std::string name = name_for_mermaid(column.name);
    text += fmt::format(
        "    {} {}",
        column.type.empty() ? "any" : word_for_mermaid(column.type, "_()[],"),
        name);
    const auto mark = key_mark(column);
    if (!mark.empty()) {
      text +=
          mark == "PK FK" ? std::string(" PK, FK") : ' ' + std::string(mark);
    }
    std::string said;
    if (name != column.name) said = column.name;
    if (!column.comment.empty()) {
      said += (said.empty() ? "" : ": ") + column.comment;
    }
    if (!said.empty()) text += ' ' + quoted_for_mermaid(said);
    text += '\n';
  }
}

}  // namespace

std::string mermaid_of(const Drawing& drawing) {
  const Tables& all = drawing.tables;
  std::string text = "erDiagram\n";
  for (std::size_t i = 0; i < all.tables.size(); ++i) {
    text += fmt::format("  t{}[{}]", i + 1,
                        quoted_for_mermaid(full_name(all.tables[i], all)));
    if (drawing.rows[i].empty()) {
      text += '\n';
      continue;
    }
    text += " {\n";
    add_columns(drawing, i, text);
    text += "  }\n";
  }
  for (const Reference& one : all.references) {
    std::string columns;
    for (const std::size_t column : one.from_columns) {
      if (!columns.empty()) columns += ", ";
      columns += all.tables[one.from].columns[column].name;
    }
    text += fmt::format("  t{} {}--{} t{} : {}\n", one.to + 1,
                        one.optional ? "|o" : "||", one.unique ? "o|" : "o{",
                        one.from + 1, quoted_for_mermaid(columns));
  }
  return text;
}

}  // namespace godwit::diagram
