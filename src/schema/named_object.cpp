// SPDX-License-Identifier: BSL-1.0
#include "schema/named_object.h"

#include "base/ascii.h"
#include "sql/string_content.h"

namespace godwit::schema {
namespace {

bool is_quoted(std::string_view written) {
  return !written.empty() && !is_name_character(written.front());
}

const Fact* find_named(const Model& model, Kind kind, const std::string& schema,
                       const std::string& name) {
  if (model.dialect == Dialect::sqlite) {
    return model.find({.kind = kind, .name = name});
  }
  const bool any = schema.empty();
  const Fact* found = model.find(
      {.kind = kind, .schema = any ? "public" : schema, .name = name});
  if (found != nullptr || !any) return found;
  for (auto other = model.facts.lower_bound({.kind = kind});
       other != model.facts.end() && other->first.kind == kind; ++other) {
    const Identity& id = other->first;
    if (id.table.empty() && id.name == name) return &other->second;
  }
  return nullptr;
}

}  // namespace

std::string shown_name(std::string_view written) {
  return is_quoted(written) ? sql::unquoted(written) : std::string(written);
}

std::string identity_name(std::string_view written, Dialect dialect) {
  const std::string name = shown_name(written);
  return dialect == Dialect::sqlite || !is_quoted(written) ? lower(name) : name;
}

const Fact* next_object(sql::Words& words, const Model& model,
                        std::span<const Kind> kinds) {
  std::string schema;
  std::string name = identity_name(words.next(), model.dialect);
  sql::Words ahead = words;
  if (ahead.next() == ".") {
    schema = std::move(name);
    name = identity_name(ahead.next(), model.dialect);
    words = ahead;
  }
  for (const Kind kind : kinds) {
    const Fact* found = find_named(model, kind, schema, name);
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace godwit::schema
