// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "base/encoded_bytes.h"
#include "base/errors.h"
#include "command/clock.h"
#include "command/new_migration.h"
#include "rows/browse.h"
#include "rows/cells.h"
#include "rows/edit.h"
#include "rows/export.h"
#include "rows/sql_console.h"
#include "sql/string_content.h"
#include "sql/words.h"
#include "studio/api.h"
#include "studio/fields.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using namespace rows;

constexpr std::size_t most_rows = 1000;
constexpr std::chrono::milliseconds longest_timeout = std::chrono::minutes(10);

Source source_of(const Call& call) {
  return {.url = call.studio.options().url,
          .on_connect = call.studio.options().on_connect,
          .stop = call.stop};
}

void note(const Call& call, const Sent& sent,
          std::optional<std::uint64_t> rows = {}) {
  if (sent.sql.empty()) return;
  call.studio.note({.at = std::chrono::system_clock::now() - sent.took,
                    .sql = sent.sql,
                    .took = sent.took,
                    .rows = rows});
}

// ---- what is sent: cells and rows as JSON

std::string digits_of(const std::string& bytes, Dialect dialect) {
  return (dialect == Dialect::postgresql ? "\\x" : "") + hex_of(bytes);
}

// A text, unless it is a part, or bytes where nobody would expect them.
Json cell_json(const ShownCell& cell, Dialect dialect, bool binary_column) {
  if (!cell.value) return nullptr;
  const bool bytes = cell.value->is_bytes();
  const std::string text =
      bytes ? digits_of(cell.value->text, dialect) : cell.value->text;
  if (!cell.length && bytes == binary_column) return text;
  if (!cell.length && !bytes) return text;
  return Json{{"head", text},
              {"length", cell.length.value_or(cell.value->text.size())},
              {"binary", bytes}};
}

// So that it comes back as what it was.
Json key_json(const console::Value& value, const Table& table,
              const std::string& name) {
  if (!value) return nullptr;
  const Column* column = table.find(name);
  const bool keeps = column != nullptr && column->keeps_kinds;
  switch (value->kind) {
    case console::Cell::Kind::bytes:
      return Json{{"base64", base64_of(value->text)}};
    case console::Cell::Kind::integer:
      if (keeps) return Json{{"integer", value->text}};
      break;
    case console::Cell::Kind::real:
      if (keeps) return Json{{"real", value->text}};
      break;
    case console::Cell::Kind::text:
      break;
  }
  return value->text;
}

Json column_json(const Column& column, const Table& table) {
  const bool key = std::find(table.key.begin(), table.key.end(), column.name) !=
                   table.key.end();
  const std::string& locked =
      column.locked.empty() ? table.locked : column.locked;
  return {
      {"name", column.name},
      {"type", column.type},
      {"nullable", column.nullable},
      {"binary", column.binary},
      {"key", key},
      {"default", column.default_value ? Json(*column.default_value) : Json()},
      {"generated", report::or_null(column.generated)},
      {"locked", report::or_null(locked)}};
}

Json row_json(const ShownRow& row, const Table& table) {
  const std::vector<std::string> names = row_key(table);
  Json key = Json::array();
  for (std::size_t i = 0; i < row.key.size(); ++i) {
    key.push_back(key_json(row.key[i], table, names[i]));
  }
  Json cells = Json::array();
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    cells.push_back(
        cell_json(row.cells[i], table.dialect, table.columns[i].binary));
  }
  return {{"key", names.empty() ? Json() : std::move(key)},
          {"version", row.version},
          {"cells", std::move(cells)}};
}

Json cursor_json(const std::optional<Cursor>& cursor) {
  if (!cursor) return nullptr;
  if (cursor->values.empty()) return Json{{"offset", cursor->offset}};
  Json values = Json::array();
  for (const console::Value& value : cursor->values) {
    if (!value) {
      values.push_back(nullptr);
    } else {
      values.push_back({{"kind", static_cast<unsigned>(value->kind)},
                        {"base64", base64_of(value->text)}});
    }
  }
  return Json{{"values", std::move(values)}};
}

// ---- what is asked

Result<console::Value> bytes_field(const Json& json) {
  auto text = text_field(json, "base64");
  if (!text) return std::move(text).error();
  auto bytes = bytes_of_base64(*text);
  if (!bytes) return bad_field("base64", "it is no base64");
  return console::Value(
      console::Cell{*std::move(bytes), console::Cell::Kind::bytes});
}

Result<console::Value> key_value(const Json& json) {
  if (json.is_null()) return console::Value();
  if (json.is_string()) {
    return console::Value(console::Cell{json.get<std::string>()});
  }
  if (!json.is_object()) return bad_field("key", "it must hold texts");
  using Kind = console::Cell::Kind;
  for (const auto& [name, kind] :
       {std::pair("integer", Kind::integer), std::pair("real", Kind::real)}) {
    auto text = optional_text_field(json, name);
    if (!text) return std::move(text).error();
    if (*text) return console::Value(console::Cell{**std::move(text), kind});
  }
  return bytes_field(json);
}

Result<console::Values> key_field(const Json& object) {
  const auto list = list_field(object, "key");
  if (!list) return list.error();
  console::Values key;
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
    auto value = bytes_field(one);
    if (!value) return std::move(value).error();
    (*value)->kind = static_cast<console::Cell::Kind>(kind->value_or(0));
    cursor.values.push_back(*std::move(value));
  }
  return std::optional(std::move(cursor));
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

Result<driver::TableName> table_field(const Call& call, const Json& object) {
  const auto id = text_field(object, "table");
  if (!id) return id.error();
  return table_named(*id, call.studio.dialect());
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

Error cut(const char* what) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" is beyond what can be asked for", what),
                    "ask for less");
}

// ---- rows

Answer rows(const Call& call) {
  auto selection = selection_of(call);
  if (!selection) return std::move(selection).error();
  auto after = cursor_field(call.body);
  if (!after) return std::move(after).error();
  const auto limit = optional_number_field(call.body, "limit");
  if (!limit) return limit.error();
  if (limit->value_or(1) < 1 || limit->value_or(1) > most_rows) {
    return cut("limit");
  }
  const auto page =
      browse(source_of(call),
             {.selection = *std::move(selection),
              .after = *std::move(after),
              .limit = static_cast<std::size_t>(limit->value_or(100))});
  if (!page) return page.error();
  note(call, page->sent, page->rows.size());
  Json columns = Json::array();
  for (const Column& column : page->table.columns) {
    columns.push_back(column_json(column, page->table));
  }
  Json shown = Json::array();
  for (const ShownRow& row : page->rows) {
    shown.push_back(row_json(row, page->table));
  }
  return Json{{"columns", std::move(columns)},
              {"key",
               {{"kind", to_string(page->table.key_kind)},
                {"columns", page->table.key}}},
              {"rows", std::move(shown)},
              {"next", cursor_json(page->next)},
              {"notice", report::or_null(page->notice)},
              {"sql", page->sent.sql},
              {"took_us", page->sent.took.count()}};
}

Answer count_rows(const Call& call) {
  const auto selection = selection_of(call);
  if (!selection) return selection.error();
  const auto exact = flag_field(call.body, "exact");
  if (!exact) return exact.error();
  Source source = source_of(call);
  // Somebody waits for it, and may cancel it.
  if (*exact) source.timeout = longest_timeout;
  const auto counted = count(source, *selection, *exact);
  if (!counted) return counted.error();
  note(call, counted->sent, 1);
  return Json{{"count", counted->rows ? Json(*counted->rows) : Json()},
              {"exact", counted->exact}};
}

Answer cell(const Call& call) {
  const auto table = table_field(call, call.body);
  if (!table) return table.error();
  const auto key = key_field(call.body);
  if (!key) return key.error();
  const auto column = text_field(call.body, "column");
  if (!column) return column.error();
  const auto value = whole_cell(source_of(call), *table, *key, *column);
  if (!value) return value.error();
  if (!*value) {
    return make_error(ErrorCode::invalid_argument,
                      "the row is not there any more", "reload the table");
  }
  if (!**value) return Json{{"text", nullptr}, {"length", 0}};
  const console::Cell& whole = ***value;
  const std::size_t length = whole.text.size();
  if (whole.is_bytes()) {
    return Json{{"base64", base64_of(whole.text)}, {"length", length}};
  }
  return Json{{"text", whole.text}, {"length", length}};
}

// ---- edits

Result<NewValue> new_value(const Json& json) {
  const auto null = flag_field(json, "null");
  if (!null) return null.error();
  if (*null) return NewValue{NewValue::Kind::null};
  const auto by_default = flag_field(json, "default");
  if (!by_default) return by_default.error();
  if (*by_default) return NewValue{NewValue::Kind::default_value};
  const auto base64 = optional_text_field(json, "base64");
  if (!base64) return base64.error();
  if (*base64) {
    auto bytes = bytes_field(json);
    if (!bytes) return std::move(bytes).error();
    return NewValue{.cell = **std::move(bytes)};
  }
  auto text = text_field(json, "value");
  if (!text) return std::move(text).error();
  return NewValue{.cell = {*std::move(text)}};
}

Result<Edit> edit_of(const Call& call, const Json& json) {
  Edit edit;
  const auto kind = text_field(json, "kind");
  if (!kind) return kind.error();
  if (*kind == "insert") {
    edit.kind = Edit::Kind::insert;
  } else if (*kind == "delete") {
    edit.kind = Edit::Kind::remove;
  } else if (*kind != "update") {
    return bad_field("kind", "it must be update, insert or delete");
  }
  auto table = table_field(call, json);
  if (!table) return std::move(table).error();
  edit.table = *std::move(table);
  auto key = key_field(json);
  if (!key) return std::move(key).error();
  edit.key = *std::move(key);
  const auto version = optional_text_field(json, "version");
  if (!version) return version.error();
  edit.version = version->value_or("");
  const auto values = object_field(json, "values");
  if (!values) return values.error();
  if (*values == nullptr) return edit;
  for (const auto& [name, value] : (*values)->items()) {
    auto read = new_value(value);
    if (!read) return std::move(read).error();
    edit.values.emplace_back(name, *std::move(read));
  }
  return edit;
}

Result<std::vector<Edit>> edits_field(const Call& call) {
  const auto list = list_field(call.body, "edits");
  if (!list) return list.error();
  std::vector<Edit> edits;
  for (const Json& one : *list == nullptr ? Json::array() : **list) {
    auto edit = edit_of(call, one);
    if (!edit) return std::move(edit).error();
    edits.push_back(*std::move(edit));
  }
  if (edits.empty()) return bad_field("edits", "there is none");
  return edits;
}

Json failure_json(const EditFailure& failed) {
  return failure(failed.error,
                 {{"edit", failed.edit ? Json(*failed.edit) : Json()},
                  {"column", report::or_null(failed.column)}});
}

Json row_by_names(const std::optional<ShownRow>& row, const Table& table) {
  if (!row) return nullptr;
  Json object = Json::object();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    object[table.columns[i].name] =
        cell_json(row->cells[i], table.dialect, table.columns[i].binary);
  }
  return object;
}

// `before` is what the page has sent of it.
Json conflict_json(const Call& call, const Conflict& conflict) {
  const Json& edit = (*list_field(call.body, "edits"))->at(conflict.edit);
  const auto sent = [&](const char* name) {
    const auto found = edit.find(name);
    return found == edit.end() ? Json() : *found;
  };
  return {{"conflict",
           {{"edit", conflict.edit},
            {"before", sent("before")},
            {"mine", sent("values")},
            {"theirs", row_by_names(conflict.theirs, conflict.table)},
            {"version",
             conflict.theirs ? Json(conflict.theirs->version) : Json()}}}};
}

Answer applied(const Call& call, const std::vector<Edit>& edits) {
  if (auto may = call.studio.check_write(); !may) return std::move(may).error();
  const EditOutcome outcome = apply_edits(source_of(call), edits);
  for (const Sent& sent : outcome.sent) note(call, sent);
  if (outcome.failure) return failure_json(*outcome.failure);
  if (outcome.conflict) return conflict_json(call, *outcome.conflict);
  Json changed = Json::array();
  for (const EditOutcome::Changed& one : outcome.rows) {
    changed.push_back(one.row ? row_json(*one.row, one.table) : Json());
  }
  return Json{{"done", outcome.rows.size()}, {"rows", std::move(changed)}};
}

std::vector<std::string> file_names(const Studio& studio, SetPart part) {
  const EmbeddedSet& set = studio.sets().front().embedded;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set.part(i) != part) continue;
    const std::string_view name = set.file_name(i);
    // Behind that of its part.
    names.emplace_back(name.substr(name.find('/') + 1));
  }
  return names;
}

// A file that `check` takes as it is. What the rows were is not in it.
Answer written_file(const Call& call, const std::string& sql, bool seed) {
  const auto given = optional_text_field(call.body, "name");
  if (!given) return given.error();
  const auto slug = command::slug(given->value_or("change_rows"));
  if (!slug) return slug.error();
  const std::string version = command::next_version(
      file_names(call.studio, seed ? SetPart::seeds : SetPart::migrations),
      command::utc_timestamp(), false);
  if (seed) {
    return Json{{"text", sql},
                {"file", command::seed_file(version, *slug, "").name}};
  }
  return Json{{"text",
               "-- migrate:up\n"
               "-- godwit: irreversible the rows as they were are not in it\n" +
                   sql},
              {"file", fmt::format("{}_{}.sql", version, *slug)}};
}

Answer edits(const Call& call) {
  const auto as = text_field(call.body, "as");
  if (!as) return as.error();
  const auto list = edits_field(call);
  if (!list) return list.error();
  if (*as == "apply") return applied(call, *list);
  const Written written = write_sql(source_of(call), *list);
  if (written.failure) return failure_json(*written.failure);
  if (*as == "preview" || *as == "sql") return Json{{"text", written.sql}};
  if (*as == "seed" || *as == "migration") {
    return written_file(call, written.sql, *as == "seed");
  }
  return bad_field("as", "it must be apply, preview, sql, seed or migration");
}

// ---- statements of a person

Json result_json(const RunResult& result, Dialect dialect) {
  Json columns = Json::array();
  for (std::size_t i = 0; i < result.names.size(); ++i) {
    const bool typed = i < result.done.types.size();
    columns.push_back({{"name", result.names[i]},
                       {"type", typed ? result.done.types[i] : ""}});
  }
  Json shown = Json::array();
  for (const auto& row : result.rows) {
    Json cells = Json::array();
    for (const ShownCell& cell : row) {
      cells.push_back(cell_json(cell, dialect, true));
    }
    shown.push_back(std::move(cells));
  }
  const bool has_rows = !result.names.empty();
  const bool affected = !has_rows || result.done.changed > 0;
  return {{"columns", std::move(columns)},
          {"rows", std::move(shown)},
          {"affected", affected ? Json(result.done.changed) : Json()},
          {"command", result.done.command},
          {"more", result.done.more},
          {"sql", result.sql},
          {"took_us", result.took.count()}};
}

Result<RunRequest> run_request(const Call& call, Source& source) {
  RunRequest request;
  auto sql = text_field(call.body, "sql");
  if (!sql) return std::move(sql).error();
  request.sql = *std::move(sql);
  const auto limit = optional_number_field(call.body, "limit");
  if (!limit) return limit.error();
  if (limit->value_or(0) > most_rows) return cut("limit");
  request.limit = static_cast<std::size_t>(limit->value_or(most_rows));
  const auto timeout = optional_number_field(call.body, "timeout_ms");
  if (!timeout) return timeout.error();
  if (timeout->value_or(1) < 1 ||
      timeout->value_or(1) >
          static_cast<std::uint64_t>(longest_timeout.count())) {
    return cut("timeout_ms");
  }
  if (*timeout) source.timeout = std::chrono::milliseconds(**timeout);
  const auto write = flag_field(call.body, "write");
  if (!write) return write.error();
  request.write = *write;
  const auto commit = flag_field(call.body, "commit");
  if (!commit) return commit.error();
  request.commit = *commit;
  const auto expected = list_field(call.body, "expected");
  if (!expected) return expected.error();
  if (*expected == nullptr) return request;
  request.expected.emplace();
  for (const Json& one : **expected) {
    if (!one.is_number_integer()) return bad_field("expected", "no numbers");
    request.expected->push_back(one.get<std::int64_t>());
  }
  return request;
}

Answer run(const Call& call) {
  Source source = source_of(call);
  const auto request = run_request(call, source);
  if (!request) return request.error();
  if (request->write) {
    if (auto may = call.studio.check_write(); !may) {
      return std::move(may).error();
    }
  }
  const RunOutcome outcome = run_sql(source, *request);
  Json results = Json::array();
  std::chrono::microseconds took{};
  for (const RunResult& one : outcome.results) {
    note(call, {one.sql, one.took}, one.rows.size());
    results.push_back(result_json(one, call.studio.dialect()));
    took += one.took;
  }
  Json answer = {{"results", std::move(results)},
                 {"notices", outcome.notices},
                 {"committed", outcome.committed},
                 {"took_us", took.count()},
                 {"sql", request->sql}};
  if (!outcome.failure) return answer;
  const auto& offset = outcome.failure->offset;
  answer.update(failure(outcome.failure->error,
                        {{"offset", offset ? Json(*offset) : Json()}}));
  return answer;
}

Answer explain_statement(const Call& call) {
  const auto sql = text_field(call.body, "sql");
  if (!sql) return sql.error();
  auto text = explain(source_of(call), *sql);
  if (!text) return std::move(text).error();
  return Json{{"text", *std::move(text)}};
}

// ---- export

std::string type_of(ExportFormat format) {
  switch (format) {
    case ExportFormat::csv:
      return "text/csv; charset=utf-8";
    case ExportFormat::json:
      return "application/json";
    case ExportFormat::sql:
      break;
  }
  return "application/sql";
}

Result<Stream> export_stream(const Call& call) {
  const auto name = text_field(call.body, "format");
  if (!name) return name.error();
  const auto format = format_named(*name);
  if (!format) return bad_field("format", "it must be csv, json or sql");
  ExportRequest request{.format = *format};
  auto sql = optional_text_field(call.body, "sql");
  if (!sql) return std::move(sql).error();
  if (*sql) {
    request.sql = **std::move(sql);
  } else {
    auto selection = selection_of(call);
    if (!selection) return std::move(selection).error();
    request.selection = *std::move(selection);
  }
  return Stream{.content_type = type_of(*format),
                .write = [source = source_of(call),
                          request = std::move(request)](Sink& sink) {
                  return export_rows(
                      source, request,
                      [&](std::string_view text) { return sink.write(text); });
                }};
}

constexpr Endpoint endpoints_of_rows[] = {
    {.name = "rows", .answer = rows},
    {.name = "count", .answer = count_rows},
    {.name = "cell", .answer = cell},
    {.name = "edits", .answer = edits},
    {.name = "run", .answer = run},
    {.name = "explain", .answer = explain_statement},
    {.name = "export", .stream = export_stream},
};

}  // namespace

std::span<const Endpoint> row_endpoints() { return endpoints_of_rows; }

}  // namespace godwit::studio
