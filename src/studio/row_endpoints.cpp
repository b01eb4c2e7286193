// SPDX-License-Identifier: BSL-1.0
//
// The grid.
#include <algorithm>
#include <string>
#include <utility>

#include "base/encoded_bytes.h"
#include "base/errors.h"
#include "rows/export.h"
#include "studio/fields.h"
#include "studio/row_calls.h"
#include "studio/rows_as_json.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using namespace rows;

Answer rows(const Call& call) {
  auto selection = selection_of(call);
  if (!selection) return std::move(selection).error();
  auto after = cursor_field(call.body);
  if (!after) return std::move(after).error();
  const auto limit = optional_number_field(call.body, "limit");
  if (!limit) return limit.error();
  if (limit->value_or(1) < 1 || limit->value_or(1) > most_rows) {
    return out_of_bounds("limit");
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
  const driver::console::Cell& whole = ***value;
  const std::size_t length = whole.text.size();
  if (whole.is_bytes()) {
    return Json{{"base64", base64_of(whole.text)}, {"length", length}};
  }
  return Json{{"text", whole.text}, {"length", length}};
}

Answer row_version(const Call& call) {
  const auto table = table_field(call, call.body);
  if (!table) return table.error();
  const auto key = key_field(call.body);
  if (!key) return key.error();
  const auto shown = text_field(call.body, "version");
  if (!shown) return shown.error();
  auto whole = whole_version(source_of(call), *table, *key, *shown);
  if (!whole) return std::move(whole).error();
  return Json{{"version", *std::move(whole)}};
}

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
  const auto defuse = flag_field(call.body, "defuse_formulas");
  if (!defuse) return defuse.error();
  ExportRequest request{.format = *format, .defuse_formulas = *defuse};
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
    {.name = "version", .answer = row_version},
    {.name = "export", .stream = export_stream},
};

}  // namespace

std::span<const Endpoint> row_endpoints() { return endpoints_of_rows; }

}  // namespace godwit::studio
