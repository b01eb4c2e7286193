// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "diagram/shown_text.h"
#include "diagram/text_formats.h"

namespace godwit::diagram {
namespace {

std::string html(const std::string& shown) { return escaped_for_xml(shown); }

// As a string of DOT, in which only these two have a meaning.
std::string quoted_for_dot(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : shown_text(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

void add_node(const Drawing& drawing, std::size_t number, std::string& text) {
  const Table& table = drawing.tables.tables[number];
  text += fmt::format(
      "  t{} [label=<<table border=\"0\" cellborder=\"1\" "
      "cellspacing=\"0\" cellpadding=\"4\">\n"
      "    <tr><td port=\"head\" bgcolor=\"#e3ecf7\"{}><b>{}</b>"
      "</td></tr>\n",
      number + 1, table.is_view() ? " style=\"dashed\"" : "",
      html(shown_head(table)));
  for (const std::size_t row : drawing.rows[number]) {
    const Column& column = table.columns[row];
    const auto mark = key_mark(column);
    text += fmt::format(
        "    <tr><td port=\"c{}\" align=\"left\">{}{}{} {}</td>"
        "</tr>\n",
        row + 1, mark, mark.empty() ? "" : " ", html(shown_name(column)),
        html(shown_type(column)));
  }
  text += "  </table>>];\n";
}

void add_nodes(const Drawing& drawing, std::string& text) {
  if (drawing.schemas.empty()) {
    for (std::size_t i = 0; i < drawing.boxes.size(); ++i) {
      add_node(drawing, i, text);
    }
  }
  for (std::size_t i = 0; i < drawing.schemas.size(); ++i) {
    const auto& [name, tables] = drawing.schemas[i];
    // Graphviz draws a frame round what has a name that begins so.
    text += fmt::format("  subgraph cluster_{} {{\n  label={};\n", i + 1,
                        quoted_for_dot(shown_schema(name)));
    for (const std::size_t number : tables) add_node(drawing, number, text);
    text += "  }\n";
  }
}

std::string port(const Drawing& drawing, std::size_t table,
                 std::size_t column) {
  const auto& rows = drawing.rows[table];
  const bool shown = std::find(rows.begin(), rows.end(), column) != rows.end();
  return shown ? fmt::format("t{}:c{}", table + 1, column + 1)
               : fmt::format("t{}:head", table + 1);
}

}  // namespace

std::string dot_of(const Drawing& drawing) {
  // Where ranks run from right to left, the right side of a label is its left.
  std::string text =
      "digraph schema {\n"
      "  rankdir=RL;\n"
      "  graph [fontname=\"monospace\", fontsize=12, labeljust=r, "
      "color=\"#8a94a3\"];\n"
      "  node [shape=plain, fontname=\"monospace\", fontsize=11];\n"
      "  edge [dir=both, fontname=\"monospace\", fontsize=9];\n";
  add_nodes(drawing, text);
  for (const Reference& one : drawing.tables.references) {
    text +=
        fmt::format("  {} -> {} [arrowtail={}, arrowhead={}, tooltip={}];\n",
                    port(drawing, one.from, one.from_columns.front()),
                    port(drawing, one.to, one.to_columns.front()),
                    one.unique ? "teeodot" : "crowodot",
                    one.optional ? "teeodot" : "teetee",
                    quoted_for_dot(diagram::text_of(one, drawing.tables)));
  }
  return text + "}\n";
}

}  // namespace godwit::diagram
