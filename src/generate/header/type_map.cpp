// SPDX-License-Identifier: BSL-1.0
#include "generate/header/type_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/suggestion.h"
#include "schema/column_type.h"

namespace godwit::generate {
namespace {

using schema::Fact;
using schema::Kind;

bool same_type(std::string_view one, std::string_view other) {
  return schema::printed_type(lower(one)) == schema::printed_type(lower(other));
}

// With its schema, too, so that one of two tables of a name can be meant.
bool names_column(std::string_view text, const Fact& table,
                  const Fact& column) {
  std::string name = table.id.name + '.' + column.id.name;
  if (column.id.schema.empty()) return lower(text) == name;
  return text == name || text == column.id.schema + '.' + name;
}

Error not_a_mapping(std::string_view text) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("not a mapping of a type: {}", text),
                    "write <type>=<C++ type>, and behind it :<header> where it "
                    "is declared, such as numeric=shop::Money:shop/money.h");
}

Error no_such_column(std::string_view of,
                     std::span<const std::string> columns) {
  std::string hint = suggestion(of, columns);
  if (hint.empty()) hint = "correct its name, or remove the mapping";
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("a type is given for the column {}, which the "
                                "migrations do not make",
                                of),
                    std::move(hint));
}

// Of "a::b<c>:d.h": the colon that is a single one.
std::size_t single_colon(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != ':') continue;
    if (at + 1 == text.size() || text[at + 1] != ':') return at;
    ++at;
  }
  return std::string_view::npos;
}

std::string as_included(std::string_view header) {
  if (header.empty() || header.front() == '<' || header.front() == '"') {
    return std::string(header);
  }
  return fmt::format("\"{}\"", header);
}

}  // namespace

Result<TypeMapping> TypeMapping::parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return not_a_mapping(text);
  const std::string_view right = text.substr(equals + 1);
  const std::size_t colon = single_colon(right);
  TypeMapping mapping{
      .of = std::string(trimmed(text.substr(0, equals))),
      .type = std::string(trimmed(right.substr(0, colon))),
      .include = colon == std::string_view::npos
                     ? std::string()
                     : as_included(trimmed(right.substr(colon + 1)))};
  if (mapping.of.empty() || mapping.type.empty()) return not_a_mapping(text);
  return mapping;
}

const TypeMapping* mapping_for(std::span<const TypeMapping> mappings,
                               const Fact& table, const Fact& column,
                               std::span<const std::string> types) {
  for (const TypeMapping& mapping : mappings) {
    if (names_column(mapping.of, table, column)) return &mapping;
  }
  for (const std::string& type : types) {
    for (const TypeMapping& mapping : mappings) {
      if (same_type(mapping.of, type)) return &mapping;
    }
  }
  return nullptr;
}

Result<void> check_mappings(std::span<const TypeMapping> mappings,
                            const schema::Model& model) {
  for (const TypeMapping& mapping : mappings) {
    if (mapping.of.find('.') == std::string::npos) continue;
    std::vector<std::string> columns;
    bool found = false;
    for (const auto& [id, fact] : model.facts) {
      const bool is_type =
          id.kind == Kind::enum_type || id.kind == Kind::domain;
      if (is_type && mapping.of == id.schema + '.' + id.name) found = true;
      if (id.kind != Kind::column) continue;
      const Fact table{.id = {.name = id.table}};
      if (names_column(mapping.of, table, fact)) found = true;
      columns.push_back(id.table + '.' + id.name);
    }
    if (!found) return no_such_column(mapping.of, columns);
  }
  return {};
}

}  // namespace godwit::generate
