// SPDX-License-Identifier: BSL-1.0
#include "generate/header/column_type.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "schema/named_object.h"
#include "schema/table_keys.h"

namespace godwit::generate {
namespace {

using schema::Fact;
using schema::Kind;
using schema::Model;

constexpr const char* whole_number = "std::int64_t";
constexpr const char* real_number = "double";
constexpr const char* text_value = "std::string";
constexpr const char* bytes_value = "std::vector<std::byte>";

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// Of a list such as "strict, without rowid".
bool has_option(const Fact& table, std::string_view option) {
  return has(table.aspect("options"), option);
}

std::string without_parentheses(std::string_view type) {
  const std::size_t opening = type.find('(');
  const std::size_t closing = type.find(')', opening);
  if (closing == std::string_view::npos) return std::string(trimmed(type));
  const std::string_view before = trimmed(type.substr(0, opening));
  return std::string(before) + std::string(type.substr(closing + 1));
}

void add_names(std::string_view type, std::vector<std::string>& names) {
  names.emplace_back(type);
  std::string plain = without_parentheses(type);
  if (plain != names.back()) names.push_back(std::move(plain));
}

// By the rules of affinity (https://sqlite.org/datatype3.html, 3.1), but for
// what may hold anything: NUMERIC, and no type at all.
std::string_view sqlite_type(std::string_view declared) {
  const std::string type = lower(declared);
  if (has(type, "int")) return whole_number;
  if (has(type, "char") || has(type, "clob") || has(type, "text")) {
    return text_value;
  }
  if (has(type, "blob")) return bytes_value;
  if (has(type, "real") || has(type, "floa") || has(type, "doub")) {
    return real_number;
  }
  return text_value;
}

constexpr auto postgresql_types =
    std::to_array<std::pair<std::string_view, std::string_view>>({
        {"bigint", whole_number},
        {"boolean", "bool"},
        {"bytea", bytes_value},
        {"double precision", real_number},
        {"integer", "std::int32_t"},
        {"real", "float"},
        {"smallint", "std::int16_t"},
    });

std::string_view postgresql_type(std::string_view printed) {
  const auto found =
      std::find_if(postgresql_types.begin(), postgresql_types.end(),
                   [&](const auto& one) { return one.first == printed; });
  return found != postgresql_types.end() ? found->second : text_value;
}

// Null: the type is not one that was made.
const Fact* made_type(const Model& model, std::string_view printed) {
  constexpr std::array kinds = {Kind::domain, Kind::enum_type};
  sql::Words words(printed, model.dialect);
  const Fact* found = schema::next_object(words, model, kinds);
  // An array of them is another type.
  return words.next().empty() ? found : nullptr;
}

ColumnType postgresql_column_type(const Model& model, const Fact& column) {
  ColumnType type{.nullable = !column.aspects.contains("not null")};
  std::string printed(column.aspect("type"));
  add_names(printed, type.names);
  for (const Fact* made = made_type(model, printed); made != nullptr;
       made = made_type(model, printed)) {
    type.names.push_back(made->id.name);
    if (made->id.kind == Kind::enum_type) {
      type.enumeration = made;
      return type;
    }
    if (made->aspects.contains("not null")) type.nullable = false;
    printed = made->aspect("type");
    add_names(printed, type.names);
  }
  type.cpp = postgresql_type(without_parentheses(printed));
  return type;
}

}  // namespace

bool is_without_rowid(const Fact& table) {
  return has_option(table, "without rowid");
}

bool is_rowid(const Model& model, const Fact& table, const Fact& column) {
  return model.dialect == Dialect::sqlite &&
         equal_but_for_case(column.aspect("type"), "integer") &&
         schema::keys_of(model, table.id).primary ==
             schema::KeyColumns{column.id.name} &&
         !is_without_rowid(table) &&
         // A mistake that SQLite keeps for the sake of old databases.
         !has(column.aspect("definition"), "primary key desc");
}

ColumnType type_of_column(const Model& model, const Fact& table,
                          const Fact& column) {
  if (model.dialect == Dialect::postgresql) {
    return postgresql_column_type(model, column);
  }
  ColumnType type{.cpp = std::string(sqlite_type(column.aspect("type")))};
  add_names(column.aspect("type"), type.names);
  type.nullable =
      !column.aspects.contains("not null") && !is_rowid(model, table, column);
  return type;
}

}  // namespace godwit::generate
