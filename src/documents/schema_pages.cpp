// SPDX-License-Identifier: BSL-1.0
#include "documents/schema_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "diagram/drawing.h"
#include "diagram/selection.h"
#include "diagram/text_formats.h"
#include "documents/markdown.h"
#include "documents/page_names.h"

namespace godwit::documents {

const std::string page_mark =
    "<!-- Made by godwit docs, which overwrites it. -->\n";

namespace {

using diagram::Columns;
using diagram::Reference;
using diagram::Table;
using diagram::Tables;
using generate::ChangedFact;
using schema::Identity;
using schema::Kind;

using Rows = std::vector<std::vector<std::string>>;

// So that a picture can still be read.
Columns columns_for(std::size_t tables) {
  constexpr std::size_t most_with_all = 40;
  constexpr std::size_t most_with_keys = 200;
  return tables <= most_with_all    ? Columns::all
         : tables <= most_with_keys ? Columns::keys
                                    : Columns::none;
}

/// What a migration did to a table, in words.
class Deeds {
 public:
  /// With the name that it had before.
  void rename(const Identity& former) {
    own_ = "renames it, which was " + former.name;
  }

  void add(const ChangedFact& change, const Identity& table) {
    const char* verb = !change.before  ? "adds"
                       : !change.after ? "removes"
                                       : "changes";
    if (change.id == table && own_.empty()) {
      own_ = change.before ? change.after ? "" : "removes it" : "creates it";
    } else if (change.id != table) {
      const auto& fact = change.after ? *change.after : *change.before;
      parts_[verb].push_back(part_name(fact));
    }
  }

  std::string text() const {
    if (!own_.empty()) return own_;
    std::string all;
    for (const char* verb : {"adds", "changes", "removes"}) {
      const auto parts = parts_.find(verb);
      if (parts == parts_.end()) continue;
      if (!all.empty()) all += "; ";
      all += std::string(verb) + ' ' + listed(parts->second);
    }
    return all;
  }

 private:
  static std::string part_name(const schema::Fact& fact) {
    if (fact.id.kind == Kind::comment) {
      return fmt::format("comment on {}", fact.aspect("on"));
    }
    // On SQLite what a constraint says is what it is known by.
    const bool by_definition = fact.id.kind == Kind::constraint &&
                               fact.name == fact.aspect("definition");
    if (!by_definition) {
      return fmt::format("{} {}", to_string(fact.id.kind), fact.name);
    }
    for (const std::string_view kind :
         {"foreign key", "primary key", "unique", "check"}) {
      if (fact.name.starts_with(kind)) {
        return fmt::format("constraint ({})", kind);
      }
    }
    // "constraint", its name, and what it says.
    const std::size_t name = fact.name.find(' ');
    const std::size_t end = fact.name.find(' ', name + 1);
    return "constraint" + fact.name.substr(name, end - name);
  }

  static std::string listed(const std::vector<std::string>& parts) {
    constexpr std::size_t most = 6;
    std::string all;
    for (std::size_t i = 0; i < std::min(most, parts.size()); ++i) {
      if (i > 0) all += ", ";
      all += parts[i];
    }
    if (parts.size() > most) {
      all += fmt::format(" and {} more", parts.size() - most);
    }
    return all;
  }

  std::string own_;
  std::map<std::string, std::vector<std::string>> parts_;
};

class Pages {
 public:
  Pages(const schema::Model& model, const generate::SchemaHistory* history)
      : all_(diagram::tables_of(model)),
        names_(page_names(all_)),
        history_(history) {
    for (std::size_t i = 0; i < all_.tables.size(); ++i) {
      files_[all_.tables[i].id] = names_[i];
    }
    if (history_ == nullptr) return;
    touches_ = generate::touches_of(*history_);
  }

  std::vector<Page> run() {
    add_readme();
    for (std::size_t i = 0; i < all_.tables.size(); ++i) add_page(i);
    std::sort(pages_.begin(), pages_.end(),
              [](const Page& one, const Page& other) {
                return one.name < other.name;
              });
    return std::move(pages_);
  }

 private:
  std::string file_of(const Table& table) const {
    return files_.at(table.id) + ".md";
  }

  std::string link_to(std::size_t table) const {
    const Table& one = all_.tables[table];
    return markdown_link(diagram::full_name(one, all_), file_of(one));
  }

  void add_picture(const std::string& name, Tables tables) {
    const Columns columns = columns_for(tables.tables.size());
    const auto drawing = diagram::draw(std::move(tables), columns);
    std::string svg = diagram::svg_of(
        drawing, [&](const Table& table) { return file_of(table); });
    pages_.push_back({name + ".svg", page_mark + svg});
  }

  void add_readme() {
    Rows tables;
    Rows views;
    for (std::size_t i = 0; i < all_.tables.size(); ++i) {
      const Table& table = all_.tables[i];
      const std::string comment = markdown_of_lines(table.comment);
      if (table.is_view()) {
        views.push_back(
            {link_to(i), std::string(diagram::kind_of(table)), comment});
      } else {
        tables.push_back(
            {link_to(i), std::to_string(table.columns.size()), comment});
      }
    }
    std::string text = page_mark + "\n# Schema\n\n";
    if (tables.empty()) {
      text += "There are no tables.\n";
    } else {
      text += "![Diagram of the schema](schema.svg)\n\n## Tables\n\n";
      text += markdown_table({"Table", "Columns", "Comment"}, tables);
      add_picture("schema", all_);
    }
    if (!views.empty()) {
      text += "\n## Views\n\n";
      text += markdown_table({"View", "Kind", "Comment"}, views);
    }
    pages_.push_back({"README.md", std::move(text)});
  }

  void add_page(std::size_t number) {
    const Table& table = all_.tables[number];
    std::string text =
        page_mark + "\n# " + markdown(diagram::full_name(table, all_)) + "\n\n";
    text += fmt::format("[Schema](README.md) · {}\n", diagram::kind_of(table));
    if (!table.comment.empty()) {
      text += '\n' + markdown_of_lines(table.comment) + '\n';
    }
    add_columns(number, text);
    add_short_parts("Constraints", table.constraints, text);
    add_short_parts("Indexes", table.indexes, text);
    add_long_parts("Triggers", table.triggers, text);
    add_long_parts("Policies and rules", table.others, text);
    add_partitions(table, text);
    add_referenced_by(number, text);
    if (!table.definition.empty()) {
      text += "\n## Definition\n\n" + sql_block(table.definition);
    }
    add_diagram(number, text);
    add_migrations(table, text);
    pages_.push_back({file_of(table), std::move(text)});
  }

  void add_columns(std::size_t number, std::string& text) {
    const Table& table = all_.tables[number];
    if (table.columns.empty()) return;
    Rows rows;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const diagram::Column& column = table.columns[i];
      std::string value = column.value;
      if (!column.generated.empty()) value = "generated: " + column.generated;
      rows.push_back({markdown(column.name), markdown(column.type),
                      column.nullable ? "yes" : "no", markdown(value),
                      column.primary ? "primary" : "", targets(number, i),
                      markdown_of_lines(column.comment)});
    }
    text += "\n## Columns\n\n" +
            markdown_table({"Column", "Type", "Null", "Default", "Key",
                            "References", "Comment"},
                           rows);
  }

  std::string targets(std::size_t table, std::size_t column) const {
    std::string all;
    for (const Reference& one : all_.references) {
      const auto found =
          std::find(one.from_columns.begin(), one.from_columns.end(), column);
      if (one.from != table || found == one.from_columns.end()) continue;
      if (!all.empty()) all += ", ";
      const auto place =
          static_cast<std::size_t>(found - one.from_columns.begin());
      all += link_to(one.to) + '.' +
             markdown(all_.tables[one.to].columns[one.to_columns[place]].name);
    }
    return all;
  }

  static void add_short_parts(const char* title,
                              const std::vector<diagram::Part>& parts,
                              std::string& text) {
    if (parts.empty()) return;
    Rows rows;
    for (const diagram::Part& part : parts) {
      rows.push_back(
          {markdown(with_single_spaces(part.definition)), markdown(part.name)});
    }
    text += fmt::format("\n## {}\n\n", title) +
            markdown_table({"Definition", "Name"}, rows);
  }

  static void add_long_parts(const char* title,
                             const std::vector<diagram::Part>& parts,
                             std::string& text) {
    if (parts.empty()) return;
    text += fmt::format("\n## {}\n", title);
    for (const diagram::Part& part : parts) {
      std::string head = markdown(part.name);
      if (!part.kind.empty()) {
        head += head.empty() ? part.kind : " (" + part.kind + ')';
      }
      text += "\n" + head + (head.empty() ? "" : ":\n\n") +
              sql_block(part.definition);
    }
  }

  static void add_partitions(const Table& table, std::string& text) {
    if (table.partitions.empty()) return;
    text += "\n## Partitions\n\n";
    for (const std::string& one : table.partitions) {
      text += "- " + markdown(one) + '\n';
    }
  }

  void add_referenced_by(std::size_t table, std::string& text) {
    Rows rows;
    for (const Reference& one : all_.references) {
      if (one.to != table) continue;
      rows.push_back(
          {link_to(one.from), columns_text(one.from, one.from_columns),
           columns_text(one.to, one.to_columns), markdown(one.name)});
    }
    if (rows.empty()) return;
    text +=
        "\n## Referenced by\n\n" +
        markdown_table({"Table", "Its columns", "Columns here", "Key"}, rows);
  }

  std::string columns_text(std::size_t table,
                           const std::vector<std::size_t>& columns) const {
    std::string text;
    for (const std::size_t column : columns) {
      if (!text.empty()) text += ", ";
      text += markdown(all_.tables[table].columns[column].name);
    }
    return text;
  }

  void add_diagram(std::size_t number, std::string& text) {
    Tables near = diagram::neighbourhood(all_, number, 1);
    if (near.references.empty()) return;
    text += fmt::format("\n## Diagram\n\n![{}]({}.svg)\n",
                        "Diagram of the tables beside it", names_[number]);
    add_picture(names_[number], std::move(near));
  }

  void add_migrations(const Table& table, std::string& text) {
    const auto touches = touches_.of_tables.find(table.id);
    if (touches == touches_.of_tables.end()) return;
    Rows rows;
    for (const generate::Touch& touch : touches->second) {
      const generate::ReplayedStep& step = history_->steps[touch.step];
      rows.push_back({markdown(step.version.text()), markdown(step.name),
                      markdown(deeds(touch))});
    }
    text += "\n## Migrations\n\n" +
            markdown_table({"Version", "Name", "What it does"}, rows);
  }

  std::string deeds(const generate::Touch& touch) const {
    Deeds deeds;
    if (touch.former) deeds.rename(*touch.former);
    for (const ChangedFact* change :
         touches_.of_steps[touch.step].at(touch.table)) {
      deeds.add(*change, touch.table);
    }
    return deeds.text();
  }

  Tables all_;
  std::vector<std::string> names_;
  const generate::SchemaHistory* history_;
  std::map<Identity, std::string> files_;
  generate::Touches touches_;
  std::vector<Page> pages_;
};

}  // namespace

std::vector<Page> schema_pages(const schema::Model& model,
                               const generate::SchemaHistory* history) {
  return Pages(model, history).run();
}

}  // namespace godwit::documents
