// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "diagram/shown_text.h"
#include "diagram/text_formats.h"

namespace godwit::diagram {
namespace {

// Colours by classes and not by variables, which fewer programs know.
constexpr const char* style = R"(<style>
.paper { fill: #ffffff; }
.box { fill: #ffffff; stroke: #8a94a3; }
.line { fill: none; stroke: #6b7686; stroke-width: 1.3; }
.end { fill: none; stroke: #6b7686; stroke-width: 1.3; }
.open { fill: #ffffff; }
text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1d2733; white-space: pre; }
.name { font-size: 13px; font-weight: 600; }
.type, .mark, .schema { fill: #5a6675; }
.frame { fill-opacity: 0.3; stroke: #8a94a3; stroke-opacity: 0.5; }
.mark { font-size: 9px; }
.key { font-weight: 600; }
.view { stroke-dasharray: 5 3; }
.s0 { fill: #e3ecf7; } .s1 { fill: #e2f1e5; } .s2 { fill: #f8ecd9; } .s3 { fill: #efe4f5; }
.s4 { fill: #f9e3e3; } .s5 { fill: #dff1f1; } .s6 { fill: #eeeed8; } .s7 { fill: #e8e8ee; }
.added { stroke: #1a7f37; stroke-width: 3; }
.changed { stroke: #9a6700; stroke-width: 3; }
.removed { stroke: #b42318; stroke-width: 3; stroke-dasharray: 8 4; }
a text { text-decoration: underline; }
@media (prefers-color-scheme: dark) {
.paper { fill: #12171f; }
.box { fill: #1a212c; stroke: #5d6978; }
.line, .end { stroke: #93a1b3; }
.open { fill: #12171f; }
text { fill: #e4e9f0; }
.type, .mark, .schema { fill: #a3afbf; }
.frame { stroke: #5d6978; }
.s0 { fill: #233550; } .s1 { fill: #1f3d2b; } .s2 { fill: #453619; } .s3 { fill: #3a2747; }
.s4 { fill: #4a2528; } .s5 { fill: #1b3d40; } .s6 { fill: #3a3a1d; } .s7 { fill: #2c3038; }
.added { stroke: #3fb950; }
.changed { stroke: #d29922; }
.removed { stroke: #f85149; }
}
</style>
)";

// The ends of links: how many rows refer to how many.
constexpr const char* ends = R"(<defs>
<marker id="many" markerUnits="userSpaceOnUse" markerWidth="12" markerHeight="12" refX="0" refY="6" orient="auto"><path class="end" d="M0 1L10 6L0 11"/></marker>
<marker id="single" markerUnits="userSpaceOnUse" markerWidth="12" markerHeight="12" refX="0" refY="6" orient="auto"><path class="end" d="M8 1V11"/></marker>
<marker id="one" markerUnits="userSpaceOnUse" markerWidth="16" markerHeight="12" refX="16" refY="6" orient="auto"><path class="end" d="M10 1V11M6 1V11"/></marker>
<marker id="maybe" markerUnits="userSpaceOnUse" markerWidth="18" markerHeight="12" refX="18" refY="6" orient="auto"><path class="end" d="M12 1V11"/><circle class="end open" cx="6" cy="6" r="3.5"/></marker>
</defs>
)";

/// Writes one drawing.
class Svg {
 public:
  Svg(const Drawing& drawing, const LinkOf& link)
      : drawing_(drawing), link_(link) {
    for (const Table& table : drawing.tables.tables) {
      colours_.emplace(table.schema, colours_.size() % 8);
    }
  }

  std::string run() {
    begin();
    for (std::size_t i = 0; i < drawing_.schemas.size(); ++i) add_frame(i);
    text_ += "<g>\n";
    for (std::size_t i = 0; i < drawing_.layout.links.size(); ++i) add_link(i);
    text_ += "</g>\n";
    for (std::size_t i = 0; i < drawing_.boxes.size(); ++i) add_table(i);
    text_ += "</svg>\n";
    return std::move(text_);
  }

 private:
  template <typename... Values>
  void add(fmt::format_string<Values...> format, Values&&... values) {
    text_ += fmt::format(format, std::forward<Values>(values)...);
  }

  static std::string xml(const std::string& text) {
    return escaped_for_xml(shown_text(text));
  }

  void begin() {
    const int width = drawing_.layout.width + 2 * margin;
    const int height = drawing_.layout.height + 2 * margin;
    const Tables& all = drawing_.tables;
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" "
        "height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"{2}\" "
        "aria-labelledby=\"title\" aria-describedby=\"desc\">\n",
        width, height, link_ ? "group" : "img");
    add("<title id=\"title\">{}</title>\n", title());
    text_ += "<desc id=\"desc\">";
    for (std::size_t i = 0; i < all.tables.size(); ++i) {
      text_ += (i == 0 ? "" : ", ") + xml(full_name(all.tables[i], all));
    }
    for (const Reference& one : all.references) {
      text_ += ". " + xml(diagram::text_of(one, all));
    }
    text_ += "</desc>\n";
    text_ += style;
    text_ += ends;
    add("<rect class=\"paper\" width=\"{}\" height=\"{}\"/>\n", width, height);
  }

  std::string title() const {
    const std::size_t tables = drawing_.tables.tables.size();
    const std::size_t keys = drawing_.tables.references.size();
    return fmt::format("{} {}, {} foreign {}", tables,
                       tables == 1 ? "table" : "tables", keys,
                       keys == 1 ? "key" : "keys");
  }

  void add_frame(std::size_t number) {
    const std::string& name = drawing_.schemas[number].name;
    const auto& [corner, size] = drawing_.layout.frames[number];
    const int x = corner.x + margin;
    const int y = corner.y + margin;
    add("<g><title>schema {}</title>", xml(name));
    add("<rect class=\"frame s{}\" x=\"{}\" y=\"{}\" width=\"{}\" "
        "height=\"{}\" rx=\"10\"/>",
        colours_.at(name), x, y, size.width, size.height);
    add("<text class=\"name schema\" x=\"{}\" y=\"{}\">{}</text></g>\n", x + 16,
        y + 24, escaped_for_xml(shown_schema(name)));
  }

  void add_link(std::size_t number) {
    const Reference& reference = drawing_.tables.references[number];
    const auto& points = drawing_.layout.links[number];
    add("<path class=\"line\" marker-start=\"url(#{})\" "
        "marker-end=\"url(#{})\" d=\"",
        reference.unique ? "single" : "many",
        reference.optional ? "maybe" : "one");
    add("M{} {}", points.front().x + margin, points.front().y + margin);
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
      add_corner(points[i - 1], points[i], points[i + 1]);
    }
    add("L{} {}", points.back().x + margin, points.back().y + margin);
    add("\"><title>{}</title></path>\n", link_text(reference));
  }

  std::string link_text(const Reference& reference) const {
    std::string text = diagram::text_of(reference, drawing_.tables);
    if (!reference.name.empty()) text = reference.name + ": " + text;
    if (!reference.on_update.empty()) {
      text += ", on update " + reference.on_update;
    }
    if (!reference.on_delete.empty()) {
      text += ", on delete " + reference.on_delete;
    }
    return xml(text);
  }

  void add_corner(const Point& before, const Point& at, const Point& behind) {
    const int radius =
        std::min({6, length(before, at) / 2, length(at, behind) / 2});
    const Point from = towards(at, before, radius);
    const Point to = towards(at, behind, radius);
    add("L{} {}Q{} {} {} {}", from.x + margin, from.y + margin, at.x + margin,
        at.y + margin, to.x + margin, to.y + margin);
  }

  static int length(const Point& one, const Point& other) {
    return std::abs(one.x - other.x) + std::abs(one.y - other.y);
  }

  static Point towards(const Point& from, const Point& to, int distance) {
    const auto step = [&](int one, int other) {
      return one == other ? 0 : one < other ? distance : -distance;
    };
    return {from.x + step(from.x, to.x), from.y + step(from.y, to.y)};
  }

  void add_table(std::size_t number) {
    const Table& table = drawing_.tables.tables[number];
    const Box& box = drawing_.boxes[number];
    const Point at = drawing_.layout.boxes[number];
    add("<g transform=\"translate({} {})\">\n", at.x + margin, at.y + margin);
    add("<title>{}</title>\n", table_text(table));
    add("<rect class=\"box {}\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n",
        classes(table), box.width, box.height);
    add_head(table, box);
    const auto& rows = drawing_.rows[number];
    for (std::size_t row = 0; row < rows.size(); ++row) {
      add_row(table.columns[rows[row]], static_cast<int>(row), box,
              drawing_.marks[number]);
    }
    text_ += "</g>\n";
  }

  std::string classes(const Table& table) const {
    std::string names;
    if (table.is_view()) names = "view";
    const auto change = drawing_.changes.find(table.id);
    if (change != drawing_.changes.end()) {
      names +=
          (names.empty() ? "" : " ") + std::string(to_string(change->second));
    }
    return names.empty() ? "table" : names;
  }

  std::string table_text(const Table& table) const {
    std::string text =
        fmt::format("{} {}", kind_of(table), full_name(table, drawing_.tables));
    const auto change = drawing_.changes.find(table.id);
    if (change != drawing_.changes.end()) {
      text += fmt::format(", {}", to_string(change->second));
    }
    if (!table.comment.empty()) text += ": " + table.comment;
    return xml(text);
  }

  void add_head(const Table& table, const Box& box) {
    const std::string url = link_ ? link_(table) : std::string();
    if (!url.empty()) add("<a href=\"{}\">", escaped_for_xml(url));
    add("<path class=\"s{}\" d=\"{}\"/>", colours_.at(table.schema),
        head_shape(box));
    add("<text class=\"name\" x=\"10\" y=\"20\">{}</text>",
        escaped_for_xml(shown_head(table)));
    text_ += url.empty() ? "\n" : "</a>\n";
  }

  // Inside of the edge, with its corners.
  static std::string head_shape(const Box& box) {
    const int right = box.width - 1;
    if (box.height == head_height) {
      return fmt::format(
          "M6 1H{0}Q{1} 1 {1} 6V{2}Q{1} {3} {0} {3}H6Q1 {3} 1 {2}V6Q1 1 6 1Z",
          right - 5, right, head_height - 6, head_height - 1);
    }
    return fmt::format("M6 1H{0}Q{1} 1 {1} 6V{2}H1V6Q1 1 6 1Z", right - 5,
                       right, head_height);
  }

  void add_row(const Column& column, int row, const Box& box, int marks) {
    const int y = head_height + row * row_height + 16;
    const auto mark = key_mark(column);
    if (!mark.empty()) {
      add("<text class=\"mark\" x=\"10\" y=\"{}\">{}</text>", y - 1, mark);
    }
    add("<text{} x=\"{}\" y=\"{}\">", mark.empty() ? "" : " class=\"key\"",
        10 + marks, y);
    if (!column.comment.empty()) {
      add("<title>{}</title>", xml(column.comment));
    }
    add("{}</text>", escaped_for_xml(shown_name(column)));
    add("<text class=\"type\" x=\"{}\" y=\"{}\" "
        "text-anchor=\"end\">{}</text>\n",
        box.width - 10, y, escaped_for_xml(shown_type(column)));
  }

  const Drawing& drawing_;
  const LinkOf& link_;
  std::map<std::string, std::size_t> colours_;
  std::string text_;
};

}  // namespace

std::string svg_of(const Drawing& drawing, const LinkOf& link) {
  return Svg(drawing, link).run();
}

}  // namespace godwit::diagram
