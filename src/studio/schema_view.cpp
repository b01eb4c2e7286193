// SPDX-License-Identifier: BSL-1.0
#include "studio/schema_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "documents/diagram_document.h"
#include "documents/diagram_json.h"
#include "history/history_table.h"
#include "run/live_schema.h"
#include "studio/fields.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using documents::ChangedSchema;
using documents::DiagramRequest;
using schema::Identity;

/// What was found out once, for as long as studio runs: its sets do not change.
struct KnownHistories {
  std::mutex mutex = {};
  std::map<std::string, std::shared_ptr<const KnownHistory>, std::less<>>
      of_sets = {};
};

const command::AimedSet* set_named(const Studio& studio,
                                   std::string_view name) {
  const auto sets = studio.sets();
  const auto found = std::find_if(
      sets.begin(), sets.end(),
      [&](const auto& set) { return set.embedded.name() == name; });
  return found == sets.end() ? nullptr : &*found;
}

Result<std::shared_ptr<const KnownHistory>> find_out(
    const Call& call, const command::AimedSet& wanted) {
  const StudioOptions& options = call.studio.options();
  generate::ReplayRequest request{.set = wanted.embedded,
                                  .server = options.scratch,
                                  .on_connect = options.on_connect,
                                  .stop = call.stop};
  for (const command::AimedSet& other : options.sets) {
    if (&other == &wanted) break;
    request.before.push_back(other.embedded);
  }
  auto history = generate::schema_history_so_far(request);
  if (!history) return std::move(history).error();
  auto known = std::make_shared<KnownHistory>();
  known->history = *std::move(history);
  known->touches = generate::touches_of(known->history);
  return std::shared_ptr<const KnownHistory>(std::move(known));
}

/// As of which migration a schema is wanted.
struct At {
  std::string set = {};
  Version version = {};
};

Result<std::optional<At>> wanted_at(const Json& body) {
  std::optional<At> at;
  const auto field = object_field(body, "at");
  if (!field) return field.error();
  if (*field == nullptr) return at;
  auto set = text_field(**field, "set");
  if (!set) return std::move(set).error();
  const auto text = text_field(**field, "version");
  if (!text) return text.error();
  auto version = Version::parse(*text);
  if (!version) return bad_field("version", "it is no version");
  at = At{*std::move(set), *std::move(version)};
  return at;
}

// A message of its own: whoever looks at a schema has no file before him.
Error with_place(Error error) {
  const SourceLocation& at = error.location;
  if (at.file.empty()) return error;
  error.message =
      fmt::format("{}:{}:{}: {}", at.file, at.line, at.column, error.message);
  return error;
}

Result<std::size_t> step_in(const Call& call, const KnownHistory& known,
                            const Version& version) {
  const generate::SchemaHistory& history = known.history;
  auto step = history.step_of(version);
  if (step || !history.failure) return step;
  // What it lacks, such as a role, may be there the next time.
  auto& all = call.studio.kept<KnownHistories>();
  const std::lock_guard lock(all.mutex);
  all.of_sets.erase(history.set);
  return with_place(std::move(step).error());
}

Result<std::vector<Identity>> tables_of_all_histories(const Studio& studio) {
  const StudioOptions& options = studio.options();
  std::vector<std::string> names = {options.migrate.history_table};
  for (const EmbeddedSet set : options.carried) {
    names.emplace_back(set.history_table());
  }
  std::vector<Identity> tables;
  for (const std::string& name : names) {
    const auto history =
        history::HistoryTable::named(name, options.url.dialect());
    if (!history) return history.error();
    for (Identity& table : run::tables_of_history(*history)) {
      tables.push_back(std::move(table));
    }
  }
  return tables;
}

Result<ChangedSchema> live_schema(const Call& call) {
  const auto histories = tables_of_all_histories(call.studio);
  if (!histories) return histories.error();
  auto connection = call.studio.connect(call.stop);
  if (!connection) return std::move(connection).error();
  auto model = run::live_schema(connection->session(), *histories);
  if (!model) return std::move(model).error();
  return ChangedSchema{.model = *std::move(model)};
}

Result<ChangedSchema> wanted_schema(const Call& call) {
  const auto at = wanted_at(call.body);
  if (!at) return at.error();
  if (!*at) return live_schema(call);
  const auto known = history_of(call, (*at)->set);
  if (!known) return known.error();
  const auto step = step_in(call, **known, (*at)->version);
  if (!step) return step.error();
  return documents::schema_after((*known)->history, *step);
}

Json migration_json(const KnownHistory& known, std::size_t step) {
  const generate::ReplayedStep& one = known.history.steps[step];
  return {{"set", known.history.set},
          {"version", report::or_null(one.version.text())},
          {"name", one.name}};
}

Json touched_by(const Identity& table,
                const std::vector<std::shared_ptr<const KnownHistory>>& all) {
  Json list = Json::array();
  for (const auto& known : all) {
    const auto touches = known->touches.of_tables.find(table);
    if (touches == known->touches.of_tables.end()) continue;
    for (const generate::Touch& touch : touches->second) {
      list.push_back(migration_json(*known, touch.step));
    }
  }
  return list;
}

// To run hundreds of migrations takes longer than to read a schema, so that a
// page asks for what they did when it shows the rest.
Result<std::optional<std::vector<std::shared_ptr<const KnownHistory>>>>
all_histories(const Call& call) {
  std::optional<std::vector<std::shared_ptr<const KnownHistory>>> all;
  const auto touched = flag_field(call.body, "touched");
  if (!touched) return touched.error();
  if (!*touched) return all;
  all.emplace();
  for (const command::AimedSet& set : call.studio.sets()) {
    auto known = history_of(call, set.embedded.name());
    if (!known) return std::move(known).error();
    all->push_back(*std::move(known));
  }
  return all;
}

// Which part of the schema, and how much of it.
Result<DiagramRequest> wanted_part(const Json& body) {
  DiagramRequest request;
  const auto columns = optional_text_field(body, "columns");
  if (!columns) return columns.error();
  const auto shown = diagram::columns_named(columns->value_or("all"));
  if (!shown) return bad_field("columns", "it is not all, keys or none");
  request.columns = *shown;
  auto focus = optional_text_field(body, "focus");
  if (!focus) return std::move(focus).error();
  request.selection.focus = focus->value_or("");
  const auto distance = optional_number_field(body, "distance");
  if (!distance) return distance.error();
  request.selection.distance = static_cast<std::size_t>(distance->value_or(1));
  return request;
}

Answer schema_answer(const Call& call) {
  const auto request = wanted_part(call.body);
  if (!request) return request.error();
  const auto histories = all_histories(call);
  if (!histories) return histories.error();
  const auto schema = wanted_schema(call);
  if (!schema) return schema.error();
  const auto drawing = documents::drawing_of(*schema, *request);
  if (!drawing) return drawing.error();
  Json json = documents::diagram_json(*drawing);
  for (std::size_t i = 0; i < drawing->tables.tables.size(); ++i) {
    json["tables"][i]["touched_by"] =
        *histories ? touched_by(drawing->tables.tables[i].id, **histories)
                   : Json();
  }
  return json;
}

Answer diagram_answer(const Call& call) {
  const auto format = text_field(call.body, "format");
  if (!format) return format.error();
  const auto known = documents::diagram_format_named(*format);
  if (!known) return bad_field("format", "it is no format of a diagram");
  auto request = wanted_part(call.body);
  if (!request) return request.error();
  request->format = *known;
  const auto schema = wanted_schema(call);
  if (!schema) return schema.error();
  auto text = documents::diagram_text(*schema, *request);
  if (!text) return std::move(text).error();
  return Json{{"text", *std::move(text)}};
}

Json change_json(const generate::ChangedFact& change) {
  const char* kind = !change.before  ? "added"
                     : !change.after ? "removed"
                                     : "changed";
  return {{"change", kind}, {"object", schema::label(change.id)}};
}

// What a migration did to the schema, object by object.
Answer changes_answer(const Call& call) {
  const auto set = text_field(call.body, "set");
  if (!set) return set.error();
  const auto text = text_field(call.body, "version");
  if (!text) return text.error();
  const auto version = Version::parse(*text);
  if (!version) return bad_field("version", "it is no version");
  const auto known = history_of(call, *set);
  if (!known) return known.error();
  const auto step = step_in(call, **known, *version);
  if (!step) return step.error();
  Json changes = Json::array();
  for (const auto& change : (*known)->history.steps[*step].changes) {
    if (change.is_seen()) changes.push_back(change_json(change));
  }
  return Json{{"changes", std::move(changes)}};
}

constexpr Endpoint endpoints_of_schema[] = {
    {.name = "schema", .answer = schema_answer},
    {.name = "diagram", .answer = diagram_answer},
    {.name = "changes", .answer = changes_answer},
};

}  // namespace

Result<std::shared_ptr<const KnownHistory>> history_of(const Call& call,
                                                       std::string_view set) {
  const command::AimedSet* wanted = set_named(call.studio, set);
  if (wanted == nullptr) return bad_field("set", "there is no such set");
  auto& known = call.studio.kept<KnownHistories>();
  const std::lock_guard lock(known.mutex);
  const auto found = known.of_sets.find(set);
  if (found != known.of_sets.end()) return found->second;
  auto history = find_out(call, *wanted);
  if (history) known.of_sets.emplace(set, *history);
  return history;
}

std::span<const Endpoint> schema_endpoints() { return endpoints_of_schema; }

}  // namespace godwit::studio
