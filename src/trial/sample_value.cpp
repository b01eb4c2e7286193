// SPDX-License-Identifier: BSL-1.0
#include "trial/sample_value.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/ascii.h"
#include "base/number.h"
#include "schema/named_object.h"
#include "sql/words.h"

namespace godwit::trial {
namespace {

using schema::Fact;
using schema::Kind;
using schema::Model;

struct Known {
  /// What the type begins with, or on SQLite has anywhere.
  std::string_view type;
  std::string_view kind;
  std::string_view literal;
};

// By the first that is in the type, as SQLite does it.
constexpr auto sqlite_types = std::to_array<Known>({
    {"bool", "number", "1"},
    {"int", "number", "1"},
    {"date", "other", "'2024-01-01 00:00:00'"},
    {"time", "other", "'2024-01-01 00:00:00'"},
    {"json", "other", "'{}'"},
    {"blob", "bytes", "x'01'"},
    {"char", "text", "'1'"},
    {"clob", "text", "'1'"},
    {"text", "text", "'1'"},
});

constexpr auto postgresql_types = std::to_array<Known>({
    {"smallint", "number", "1"},
    {"integer", "number", "1"},
    {"bigint", "number", "1"},
    {"numeric", "number", "1"},
    {"real", "number", "1"},
    {"double precision", "number", "1"},
    {"money", "number", "1"},
    {"oid", "number", "1"},
    {"boolean", "other", "true"},
    {"character", "text", "'1'"},
    {"text", "text", "'1'"},
    {"citext", "text", "'1'"},
    {"name", "text", "'1'"},
    {"\"char\"", "text", "'1'"},
    {"bytea", "bytes", "'\\x01'"},
    {"uuid", "other", "'00000000-0000-0000-0000-000000000001'"},
    {"json", "other", "'{}'"},
    {"xml", "other", "'<a/>'"},
    {"macaddr", "other", "'08:00:2b:01:02:03:04:05'"},
    {"timestamp", "other", "'2024-01-01'"},
    {"time", "other", "'00:00'"},
    {"date", "other", "'2024-01-01'"},
    {"interval", "other", "'1 day'"},
    {"inet", "other", "'127.0.0.1'"},
    {"cidr", "other", "'127.0.0.1'"},
    {"point", "other", "'(0,0)'"},
    {"line", "other", "'{1,1,1}'"},
    {"circle", "other", "'<(0,0),1>'"},
    {"lseg", "other", "'((0,0),(1,1))'"},
    {"box", "other", "'((0,0),(1,1))'"},
    {"path", "other", "'((0,0),(1,1))'"},
    {"polygon", "other", "'((0,0),(1,1))'"},
});

SampleValue value_of(const Known& known) {
  return {.kind = std::string(known.kind),
          .literal = std::string(known.literal)};
}

SampleValue sqlite_value(const std::string& declared) {
  if (declared.empty()) return {.kind = "text"};
  const std::string type = lower(declared);
  for (const Known& known : sqlite_types) {
    if (type.find(known.type) != std::string::npos) return value_of(known);
  }
  return {.kind = "number", .literal = "1"};
}

// Of "bit(3)", with as many digits.
SampleValue bits(std::string_view type) {
  const std::size_t begin = type.find('(');
  std::size_t count = 1;
  if (begin != std::string_view::npos) {
    const std::string_view digits = type.substr(begin + 1);
    count = parse_number<std::size_t>(digits.substr(0, digits.find(')')))
                .value_or(1);
  }
  return {.literal = "B'" + std::string(count, '1') + '\''};
}

// Of extensions too, wherever these are.
SampleValue built_in_value(std::string_view type) {
  type.remove_prefix(type.rfind('.') + 1);
  if (type.ends_with("]") || type.ends_with("multirange")) {
    return {.literal = "'{}'"};
  }
  if (type.ends_with("range")) return {.literal = "'empty'"};
  if (type == "bit" || type.starts_with("bit(")) return bits(type);
  for (const Known& known : postgresql_types) {
    if (type.starts_with(known.type)) return value_of(known);
  }
  return {};
}

// Null: none that was made, or an array of one.
const Fact* made_type(const Model& model, std::string_view type) {
  constexpr std::array kinds = {Kind::domain, Kind::enum_type,
                                Kind::composite_type, Kind::range_type};
  sql::Words words(type, model.dialect);
  const Fact* found = schema::next_object(words, model, kinds);
  return words.next().empty() ? found : nullptr;
}

SampleValue made_value(const Model& model, const Fact& type) {
  switch (type.id.kind) {
    case Kind::domain:
      return sample_value(model, std::string(type.aspect("type")));
    case Kind::enum_type: {
      sql::Words labels(type.aspect("values"), model.dialect);
      return {.literal = std::string(labels.next())};
    }
    case Kind::range_type:
      return {.literal = "'empty'"};
    default:
      return {.literal = "NULL"};
  }
}

}  // namespace

SampleValue sample_value(const Model& model, const std::string& type) {
  if (model.dialect == Dialect::sqlite) return sqlite_value(type);
  const Fact* made = made_type(model, type);
  return made != nullptr ? made_value(model, *made) : built_in_value(type);
}

}  // namespace godwit::trial
