// SPDX-License-Identifier: BSL-1.0
#include "generate/header/sqlpp23_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/comma_separated.h"
#include "base/sql_names.h"
#include "generate/header/cpp_names.h"
#include "generate/header/generated_file.h"
#include "schema/written_name.h"

namespace godwit::generate {
namespace {

using TypeNames = std::pair<std::string_view, std::string_view>;

constexpr std::string_view sqlpp23_includes = R"(
#include <sqlpp23/core/basic/table.h>
#include <sqlpp23/core/basic/table_columns.h>
#include <sqlpp23/core/name/create_name_tag.h>
#include <sqlpp23/core/type_traits.h>

#include <optional>
#include <type_traits>
)";

// By the name in C++, without "std::".
constexpr auto types_of_sqlpp = std::to_array<TypeNames>({
    {"bool", "boolean"},
    {"double", "floating_point"},
    {"float", "floating_point"},
    {"int", "integral"},
    {"int16_t", "integral"},
    {"int32_t", "integral"},
    {"int64_t", "integral"},
    {"int8_t", "integral"},
    {"long", "integral"},
    {"long double", "floating_point"},
    {"long long", "integral"},
    {"short", "integral"},
    {"string", "text"},
    {"string_view", "text"},
    {"uint16_t", "unsigned_integral"},
    {"uint32_t", "unsigned_integral"},
    {"uint64_t", "unsigned_integral"},
    {"uint8_t", "unsigned_integral"},
    {"unsigned", "unsigned_integral"},
    {"unsigned int", "unsigned_integral"},
    {"unsigned long", "unsigned_integral"},
    {"unsigned long long", "unsigned_integral"},
    {"vector<std::byte>", "blob"},
    {"vector<std::uint8_t>", "blob"},
    {"vector<unsigned char>", "blob"},
});

// By the name in the database, what the typed header has as texts.
constexpr auto types_of_texts = std::to_array<TypeNames>({
    {"bool", "boolean"},
    {"boolean", "boolean"},
    {"date", "date"},
    {"datetime", "timestamp"},
    {"time", "time"},
    {"time with time zone", "time"},
    {"time without time zone", "time"},
    {"timestamp", "timestamp"},
    {"timestamp with time zone", "timestamp"},
    {"timestamp without time zone", "timestamp"},
});

// Empty: it is not among them.
template <std::size_t size>
std::string_view named_in(const std::array<TypeNames, size>& types,
                          std::string_view name) {
  const auto found =
      std::find_if(types.begin(), types.end(),
                   [&](const TypeNames& names) { return names.first == name; });
  return found != types.end() ? found->second : std::string_view();
}

std::string_view without_std(std::string_view type) {
  constexpr std::string_view standard = "std::";
  if (type.starts_with(standard)) type.remove_prefix(standard.size());
  return type;
}

// A type that it does not know is the program's own, which has told sqlpp23 of
// it, or an enum, which sqlpp23 has as a text.
std::string sqlpp_type(const HeaderColumn& column) {
  const auto known = named_in(types_of_sqlpp, without_std(column.value_type));
  if (column.mapped && known.empty()) return column.value_type;
  if (!column.mapped && (known.empty() || known == "text")) {
    for (const std::string& type : column.database_types) {
      const auto named = named_in(types_of_texts, lower(type));
      if (!named.empty()) return fmt::format("::sqlpp::{}", named);
    }
    return "::sqlpp::text";
  }
  return fmt::format("::sqlpp::{}", known);
}

// As an argument of a macro, which makes a literal of it. In quotes nothing in
// it is taken for a macro, and they are those of SQL.
std::string name_in_macro(const std::string& name, Dialect dialect) {
  std::string written = schema::written_name(name, dialect);
  return written == cpp_identifier(name) ? written : quoted_name(name);
}

// What ends a literal, or a line of C++.
bool stands_in_macro(std::string_view name) {
  return std::none_of(name.begin(), name.end(),
                      [](char c) { return c == '\\' || (c >= 0 && c < ' '); });
}

bool stands_in_macros(const HeaderTable& table) {
  return stands_in_macro(table.name) && stands_in_macro(table.schema) &&
         std::all_of(table.columns.begin(), table.columns.end(),
                     [](const HeaderColumn& column) {
                       return stands_in_macro(column.name);
                     });
}

bool has_value_of_its_own(const HeaderColumn& column) {
  return column.has_default || column.nullable || column.generated;
}

/// Writes one table after the other.
class TableWriter {
 public:
  TableWriter(const HeaderContent& content, Dialect dialect)
      : dialect_(dialect) {
    for (const HeaderTable& table : content.tables) {
      scope_.add(table.identifier);
    }
  }

  std::string text(const HeaderTable& table) {
    const std::string spec = scope_.add(table.identifier + '_');
    // What tables, rows and the macro have already.
    CppScope members({"T", "_member_t", "as", "as_tuple", "cross_join",
                      "full_outer_join", "inner_join", "join",
                      "left_outer_join", "right_outer_join"});
    CppScope tag({"T", "_member_t"});
    CppScope structs({spec});
    std::string columns;
    std::vector<std::string> all = {"T"};
    std::string required;
    for (const HeaderColumn& column : table.columns) {
      const std::string member = members.add(column.identifier);
      const std::string made = structs.add(member + '_');
      columns += column_struct(column, made, member);
      all.push_back(made);
      if (has_value_of_its_own(column)) continue;
      required +=
          fmt::format("{}\n      ::sqlpp::column_t<::sqlpp::table_t<{}>, {}>",
                      required.empty() ? "" : ",", spec, made);
    }
    return fmt::format(
        "\nstruct {0} {{\n{1}"
        "  SQLPP_CREATE_NAME_TAG_FOR_SQL_AND_CPP({2}, {6});\n"
        "  template <typename T>\n"
        "  using _table_columns =\n      ::sqlpp::table_columns<{4}>;\n"
        "  using _required_insert_columns = ::sqlpp::detail::type_set<{5}>;\n"
        "}};\nusing {3} = ::sqlpp::table_t<{0}>;\n",
        spec, columns, written(table), table.identifier, comma_separated(all),
        required, tag.add(table.identifier));
  }

 private:
  std::string column_struct(const HeaderColumn& column, const std::string& made,
                            const std::string& member) const {
    std::string type = sqlpp_type(column);
    if (column.nullable) type = fmt::format("std::optional<{}>", type);
    return fmt::format(
        "  struct {} {{\n"
        "    SQLPP_CREATE_NAME_TAG_FOR_SQL_AND_CPP({}, {});\n"
        "    using data_type = {}{};\n"
        "    using has_default = std::{}_type;\n  }};\n",
        made, name_in_macro(column.name, dialect_), member,
        column.generated ? "const " : "", type, has_value_of_its_own(column));
  }

  std::string written(const HeaderTable& table) const {
    const std::string name = name_in_macro(table.name, dialect_);
    if (table.schema.empty()) return name;
    return name_in_macro(table.schema, dialect_) + '.' + name;
  }

  Dialect dialect_;
  CppScope scope_{{}};
};

}  // namespace

std::string sqlpp23_header(const HeaderContent& content, const std::string& set,
                           Dialect dialect) {
  const std::string name_space = content.set_name_space + "::sqlpp23";
  std::string text(generated_begin);
  text += sqlpp23_includes;
  for (const std::string& include : content.includes) {
    text += fmt::format("{}#include {}\n",
                        &include == &*content.includes.begin() ? "\n" : "",
                        include);
  }
  text += fmt::format(
      "\n/// What the migrations of {} make, for sqlpp23.\nnamespace {} {{\n",
      set, name_space);
  TableWriter writer(content, dialect);
  for (const HeaderTable& table : content.tables) {
    text += stands_in_macros(table)
                ? writer.text(table)
                : fmt::format(
                      "\n// Not {}: macros of C++ cannot hold a "
                      "backslash or a control character in its "
                      "names.\n",
                      table.identifier);
  }
  text += fmt::format("\n}}  // namespace {}\n", name_space);
  return text + std::string(generated_end);
}

}  // namespace godwit::generate
