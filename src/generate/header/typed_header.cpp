// SPDX-License-Identifier: BSL-1.0
#include "generate/header/typed_header.h"

#include <fmt/format.h>

#include <cctype>
#include <map>
#include <string_view>
#include <vector>

#include "base/comma_separated.h"
#include "generate/header/cpp_names.h"
#include "generate/header/generated_file.h"
#include "schema/written_name.h"

namespace godwit::generate {
namespace {

constexpr std::size_t widest_line = 80;

// What the migrations do not decide.
constexpr std::string_view head = R"(
#include <godwit/schema.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
)";

// `first`, the parts and `last` on one line or, where that is too wide, the
// parts behind the first line, on as many as they need.
std::string wrapped(const std::string& first, std::string_view indent,
                    const std::vector<std::string>& parts,
                    std::string_view last) {
  const std::string together = comma_separated(parts);
  if (first.size() + together.size() + last.size() <= widest_line) {
    return fmt::format("{}{}{}\n", first, together, last);
  }
  std::string text = first;
  std::string line;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool is_last = i + 1 == parts.size();
    const std::string part =
        fmt::format("{}{}", parts[i], is_last ? last : std::string_view(","));
    const bool fits = indent.size() + line.size() + part.size() < widest_line;
    if (!line.empty() && fits) {
      line += ' ' + part;
      continue;
    }
    if (!line.empty()) text += fmt::format("\n{}{}", indent, line);
    line = part;
  }
  return fmt::format("{}\n{}{}\n", text, indent, line);
}

// With its length, which the compiler would otherwise count.
std::string cpp_view(std::string_view text) { return cpp_literal(text) + "sv"; }

// Types of columns, each with its name in `detail`: thousands of columns have a
// few types, and to look one up by its template takes the compiler as long as
// all else of a column.
using ColumnAliases = std::map<std::string, std::string>;

// Such as "optional_string" of "std::optional<std::string>".
std::string alias_of(const std::string& type) {
  constexpr std::string_view standard = "std::";
  std::string name;
  for (std::size_t i = 0; i < type.size(); ++i) {
    if (type.compare(i, standard.size(), standard) == 0) {
      i += standard.size() - 1;
    } else if (std::isalnum(static_cast<unsigned char>(type[i])) != 0) {
      name += type[i];
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (name.ends_with('_')) name.pop_back();
  return name;
}

ColumnAliases column_aliases(const HeaderContent& content) {
  CppScope scope{{}};
  ColumnAliases aliases;
  for (const HeaderTable& table : content.tables) {
    for (const HeaderColumn& column : table.columns) {
      std::string& alias = aliases[column.type];
      if (alias.empty()) alias = scope.add(alias_of(column.type));
    }
  }
  return aliases;
}

std::string alias_declarations(const ColumnAliases& aliases) {
  std::string text;
  for (const auto& [type, alias] : aliases) {
    text += fmt::format("using {} = ::godwit::Column<{}>;\n", alias, type);
  }
  if (text.empty()) return text;
  return fmt::format("\nnamespace detail {{\n{}}}  // namespace detail\n",
                     text);
}

std::string column_constant(const HeaderColumn& column,
                            const ColumnAliases& aliases) {
  std::vector<std::string> fields = {".name = " + cpp_view(column.name)};
  if (column.has_default) fields.emplace_back(".has_default = true");
  if (column.primary_key) fields.emplace_back(".primary_key = true");
  if (column.unique) fields.emplace_back(".unique = true");
  if (column.generated) fields.emplace_back(".generated = true");
  return wrapped(fmt::format("    static constexpr detail::{} {}{{",
                             aliases.at(column.type), column.identifier),
                 "        ", fields, "};");
}

// In pieces of whole names, each a literal.
std::string select_constant(const HeaderTable& table, Dialect dialect) {
  std::vector<std::string> pieces = {"SELECT "};
  for (const HeaderColumn& column : table.columns) {
    if (pieces.size() > 1) pieces.back() += ", ";
    pieces.push_back(schema::written_name(column.name, dialect));
  }
  std::string from = " FROM ";
  if (!table.schema.empty()) {
    from += schema::written_name(table.schema, dialect) + '.';
  }
  pieces.push_back(from + schema::written_name(table.name, dialect));
  std::string text = "  static constexpr std::string_view select =";
  std::string line;
  const auto add_line = [&] { text += "\n      " + cpp_literal(line); };
  for (const std::string& piece : pieces) {
    if (!line.empty() && cpp_literal(line + piece).size() + 7 > widest_line) {
      add_line();
      line.clear();
    }
    line += piece;
  }
  add_line();
  return text + "sv;\n";
}

std::string names_constant(const HeaderTable& table) {
  std::vector<std::string> names;
  for (const HeaderColumn& column : table.columns) {
    names.push_back(cpp_view(column.name));
  }
  return wrapped(
      fmt::format("  static constexpr std::array<std::string_view, {}> "
                  "column_names{{",
                  names.size()),
      "      ", names, "};");
}

std::string visit_function(const HeaderTable& table) {
  std::string calls;
  for (const HeaderColumn& column : table.columns) {
    if (!calls.empty()) calls += " &&\n           ";
    calls += fmt::format("visitor(columns::{0}, row.{0})", column.identifier);
  }
  const bool none = calls.empty();
  return fmt::format(
      R"(
  /// Calls `visitor(columns::x, row.x)` for each column, as long as it is true.
  template <typename Row, typename Visitor>
  static constexpr bool visit(Row& {}, Visitor&& {}) {{
    return {};
  }}
)",
      none ? "/*row*/" : "row", none ? "/*visitor*/" : "visitor",
      none ? "true" : calls);
}

std::string literal_pair(const std::pair<std::string, std::string>& pair) {
  const std::string first = cpp_view(pair.first);
  if (pair.second.empty()) return fmt::format("{{{}}}", first);
  return fmt::format("{{{}, {}}}", first, cpp_view(pair.second));
}

std::string table_struct(const HeaderTable& table, const ColumnAliases& aliases,
                         Dialect dialect) {
  std::string columns;
  std::string members;
  for (const HeaderColumn& column : table.columns) {
    columns += column_constant(column, aliases);
    members +=
        fmt::format("    {} {} = {{}};\n", column.type, column.identifier);
  }
  return fmt::format(
      "\nstruct {} {{\n"
      "  static constexpr ::godwit::Table table{};\n"
      "\n  struct columns {{\n{}  }};\n"
      "\n  struct row {{\n{}  }};\n"
      "\n{}{}{}}};\n",
      table.identifier, literal_pair({table.name, table.schema}), columns,
      members, names_constant(table), select_constant(table, dialect),
      visit_function(table));
}

std::string enum_type(const HeaderEnum& made) {
  std::vector<std::string> names;
  std::string texts;
  std::string values;
  for (const auto& [identifier, value] : made.values) {
    names.push_back(identifier);
    texts += fmt::format("    case {}::{}:\n      return {};\n",
                         made.identifier, identifier, cpp_literal(value));
    values += fmt::format("  if (text == {}) return {}::{};\n",
                          cpp_literal(value), made.identifier, identifier);
  }
  return fmt::format(
      "\n{}"
      "\n/// As the database has it. Empty: none of these.\n"
      "constexpr std::string_view to_string({} value) noexcept {{\n"
      "  switch (value) {{\n{}  }}\n  return {{}};\n}}\n"
      "\n/// Absent: none is called so.\n"
      "constexpr std::optional<{}> {}(std::string_view text) noexcept {{\n"
      "{}  return std::nullopt;\n}}\n",
      wrapped(fmt::format("enum class {} {{ ", made.identifier), "  ", names,
              " };"),
      made.identifier, texts, made.identifier, made.from, values);
}

std::string enum_reader(const HeaderEnum& made, const std::string& scope) {
  return fmt::format(
      "\ntemplate <>\nstruct godwit::ValueText<::{0}::{1}> {{\n"
      "  static constexpr std::optional<::{0}::{1}> read(\n"
      "      std::string_view text) noexcept {{\n"
      "    return ::{0}::{2}(text);\n  }}\n}};\n",
      scope, made.identifier, made.from);
}

std::string foreign_keys(const HeaderContent& content) {
  std::string pairs;
  std::string keys;
  std::size_t number = 0;
  for (const HeaderKey& key : content.foreign_keys) {
    std::vector<std::string> columns;
    for (const auto& pair : key.columns) columns.push_back(literal_pair(pair));
    ++number;
    pairs += wrapped(fmt::format("inline constexpr ::godwit::ColumnPair "
                                 "foreign_key_{}[] = {{",
                                 number),
                     "    ", columns, "};");
    keys += wrapped("    ::godwit::ForeignKey{", "        ",
                    {literal_pair(key.table), literal_pair(key.references),
                     fmt::format("detail::foreign_key_{}", number)},
                    "},");
  }
  if (number > 0) {
    pairs = fmt::format("\nnamespace detail {{\n{}}}  // namespace detail\n",
                        pairs);
  }
  return fmt::format(
      "{}\ninline constexpr std::array<::godwit::ForeignKey, {}> "
      "foreign_keys{{{}{}}};\n",
      pairs, number, number > 0 ? "\n" : "", keys);
}

}  // namespace

std::string typed_header(const HeaderContent& content, const std::string& set,
                         Dialect dialect) {
  std::string text(generated_begin);
  text += head;
  for (const std::string& include : content.includes) {
    text += fmt::format("{}#include {}\n",
                        &include == &*content.includes.begin() ? "\n" : "",
                        include);
  }
  text += fmt::format(
      "\n/// What the migrations of {} make.\nnamespace {} {{\n"
      "\nusing std::string_view_literals::operator\"\"sv;\n"
      "\n/// SHA-256 of all that the schema consists of: another one, another "
      "schema.\ninline constexpr std::string_view fingerprint =\n    {};\n",
      set, content.name_space, cpp_literal(content.fingerprint));
  for (const HeaderEnum& one : content.enums) text += enum_type(one);
  const ColumnAliases aliases = column_aliases(content);
  text += alias_declarations(aliases);
  for (const HeaderTable& table : content.tables) {
    text += table_struct(table, aliases, dialect);
  }
  text += foreign_keys(content);
  text += fmt::format("\n}}  // namespace {}\n", content.name_space);
  for (const HeaderEnum& one : content.enums) {
    text += enum_reader(one, content.name_space);
  }
  return text + std::string(generated_end);
}

}  // namespace godwit::generate
