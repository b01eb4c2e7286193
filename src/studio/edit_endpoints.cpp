// SPDX-License-Identifier: BSL-1.0
//
// Changes of rows.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "command/clock.h"
#include "command/new_migration.h"
#include "report/printable.h"
#include "rows/edit.h"
#include "rows/way_back.h"
#include "studio/fields.h"
#include "studio/row_calls.h"
#include "studio/rows_as_json.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using namespace rows;

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
    auto bytes = base64_field(json);
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

std::string next_version(const Studio& studio, SetPart part) {
  return command::next_version(file_names(studio, part),
                               command::utc_timestamp(), false);
}

Json file_json(const command::NewFile& file) {
  return {{"text", file.text}, {"file", file.name}};
}

Answer migration_file(const Call& call, const std::string& slug,
                      const std::vector<Edit>& list, const std::string& sql) {
  auto back = write_way_back(source_of(call), list);
  if (!back) return std::move(back).error();
  const std::string version = next_version(call.studio, SetPart::migrations);
  if (!back->unknown.empty()) {
    // Names may have line feeds, which would end the comment.
    return file_json(
        {.name = fmt::format("{}_{}.sql", version, slug),
         .text = fmt::format("-- migrate:up\n"
                             "-- godwit: irreversible {}\n{}",
                             report::printable(back->unknown), sql)});
  }
  return file_json(
      command::sql_files(version, slug, command::Form::whole, {sql, back->sql})
          .front());
}

// A file that `check` takes as it is.
Answer written_file(const Call& call, const std::vector<Edit>& list,
                    const std::string& sql, bool seed) {
  const auto given = optional_text_field(call.body, "name");
  if (!given) return given.error();
  const auto slug = command::slug(given->value_or("change_rows"));
  if (!slug) return slug.error();
  if (!seed) return migration_file(call, *slug, list, sql);
  command::NewFile file =
      command::seed_file(next_version(call.studio, SetPart::seeds), *slug, "");
  file.text = sql;
  return file_json(file);
}

Answer edits(const Call& call) {
  const auto as = text_field(call.body, "as");
  if (!as) return as.error();
  const auto list = edits_field(call);
  if (!list) return list.error();
  if (*as == "apply") return applied(call, *list);
  const bool preview = *as == "preview";
  const Written written =
      write_sql(source_of(call), *list,
                preview ? Reach::this_database : Reach::every_copy);
  if (written.failure) return failure_json(*written.failure);
  if (preview || *as == "sql") return Json{{"text", written.sql}};
  if (*as == "seed" || *as == "migration") {
    return written_file(call, *list, written.sql, *as == "seed");
  }
  return bad_field("as", "it must be apply, preview, sql, seed or migration");
}

constexpr Endpoint endpoints_of_edits[] = {
    {.name = "edits", .answer = edits},
};

}  // namespace

std::span<const Endpoint> edit_endpoints() { return endpoints_of_edits; }

}  // namespace godwit::studio
