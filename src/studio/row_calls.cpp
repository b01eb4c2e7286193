// SPDX-License-Identifier: BSL-1.0
#include "studio/row_calls.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/encoded_bytes.h"
#include "base/errors.h"
#include "sql/string_content.h"
#include "sql/words.h"
#include "studio/fields.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using namespace rows;

Result<driver::console::Value> key_value(const Json& json) {
  if (json.is_null()) return driver::console::Value();
  if (json.is_string()) {
    return driver::console::Value(
        driver::console::Cell{json.get<std::string>()});
  }
  if (!json.is_object()) return bad_field("key", "it must hold texts");
  using Kind = driver::console::Cell::Kind;
  for (const auto& [name, kind] :
       {std::pair("integer", Kind::integer), std::pair("real", Kind::real)}) {
    auto text = optional_text_field(json, name);
    if (!text) return std::move(text).error();
    if (*text)
      return driver::console::Value(
          driver::console::Cell{**std::move(text), kind});
  }
  return base64_field(json);
}

// As SQL names it, in quotes where it must be: the `id` of a table.
Result<driver::TableName> table_named(const std::string& id, Dialect dialect) {
  sql::Words words(id, dialect);
  std::vector<std::string> names;
  std::string_view word;
  do {
    word = words.next();
    if (!words.at_name())
      return bad_field("table", "it is not named by its id");
    names.push_back(word.starts_with('"') ? sql::unquoted(word)
                                          : std::string(word));
    word = words.next();
  } while (word == ".");
  if (!word.empty() || names.size() > 2) {
    return bad_field("table", "it is not named by its id");
  }
  return driver::TableName{names.size() == 2 ? names.front() : "",
                           names.back()};
}

Result<Filter> filter_of(const Json& json) {
  auto column = text_field(json, "column");
  if (!column) return std::move(column).error();
  const auto name = text_field(json, "operator");
  if (!name) return name.error();
  const auto op = operator_named(*name);
  if (!op) return bad_field("operator", "there is none such");
  auto value = optional_text_field(json, "value");
  if (!value) return std::move(value).error();
  return Filter{*std::move(column), *op, value->value_or("")};
}

}  // namespace

Source source_of(const Call& call) {
  return {.url = call.studio.options().url,
          .on_connect = call.studio.options().on_connect,
          .stop = call.stop};
}

void note(const Call& call, const Sent& sent,
          std::optional<std::uint64_t> rows) {
  if (sent.sql.empty()) return;
  call.studio.note({.at = std::chrono::system_clock::now() - sent.took,
                    .sql = sent.sql,
                    .took = sent.took,
                    .rows = rows});
}

Error out_of_bounds(const char* name) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" is beyond what can be asked for", name),
                    "ask for less");
}

Result<driver::console::Value> base64_field(const Json& json) {
  auto text = text_field(json, "base64");
  if (!text) return std::move(text).error();
  auto bytes = bytes_of_base64(*text);
  if (!bytes) return bad_field("base64", "it is no base64");
  return driver::console::Value(driver::console::Cell{
      *std::move(bytes), driver::console::Cell::Kind::bytes});
}

Result<driver::console::Values> key_field(const Json& object) {
  const auto list = list_field(object, "key");
  if (!list) return list.error();
  driver::console::Values key;
  if (*list == nullptr) return key;
  for (const Json& one : **list) {
    auto value = key_value(one);
    if (!value) return std::move(value).error();
    key.push_back(*std::move(value));
  }
  return key;
}

Result<std::optional<Cursor>> cursor_field(const Json& body) {
  const auto after = object_field(body, "after");
  if (!after) return after.error();
  if (*after == nullptr) return std::optional<Cursor>();
  Cursor cursor;
  const auto offset = optional_number_field(**after, "offset");
  if (!offset) return offset.error();
  cursor.offset = static_cast<std::size_t>(offset->value_or(0));
  const auto values = list_field(**after, "values");
  if (!values) return values.error();
  if (*values == nullptr) return std::optional(cursor);
  for (const Json& one : **values) {
    if (one.is_null()) {
      cursor.values.emplace_back();
      continue;
    }
    const auto kind = optional_number_field(one, "kind");
    if (!kind) return kind.error();
    if (kind->value_or(0) > 3) return bad_field("kind", "there is none such");
    auto value = base64_field(one);
    if (!value) return std::move(value).error();
    (*value)->kind =
        static_cast<driver::console::Cell::Kind>(kind->value_or(0));
    cursor.values.push_back(*std::move(value));
  }
  return std::optional(std::move(cursor));
}

Result<driver::TableName> table_field(const Call& call, const Json& object) {
  const auto id = text_field(object, "table");
  if (!id) return id.error();
  return table_named(*id, call.studio.dialect());
}

Result<Selection> selection_of(const Call& call) {
  Selection selection;
  auto table = table_field(call, call.body);
  if (!table) return std::move(table).error();
  selection.table = *std::move(table);
  const auto filters = list_field(call.body, "filters");
  if (!filters) return filters.error();
  for (const Json& one : *filters == nullptr ? Json::array() : **filters) {
    auto filter = filter_of(one);
    if (!filter) return std::move(filter).error();
    selection.filters.push_back(*std::move(filter));
  }
  const auto where = optional_text_field(call.body, "where");
  if (!where) return where.error();
  selection.where = where->value_or("");
  const auto sort = list_field(call.body, "sort");
  if (!sort) return sort.error();
  for (const Json& one : *sort == nullptr ? Json::array() : **sort) {
    auto column = text_field(one, "column");
    if (!column) return std::move(column).error();
    const auto descending = flag_field(one, "descending");
    if (!descending) return descending.error();
    selection.sort.push_back({*std::move(column), *descending});
  }
  return selection;
}

}  // namespace godwit::studio
