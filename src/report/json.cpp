// SPDX-License-Identifier: BSL-1.0
#include "report/json.h"

#include <chrono>
#include <map>

#include "migration/replaced.h"
#include "report/effect.h"
#include "report/findings.h"
#include "report/json_document.h"
#include "report/log.h"
#include "report/table.h"

namespace godwit::report {
namespace {

// One line.
std::string log_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

// What is told of several sets in one list says of which one it is.
template <typename Value>
Json object_of(const OfSet<Value>& value) {
  return Json{{"set", value.set}};
}

Json step_object(const OfSet<StepReport>& step) {
  Json json = object_of(step);
  json["kind"] = to_string(step.value.kind);
  json["version"] = step.value.version.text();
  json["name"] = step.value.name;
  json["file"] = or_null(step.value.file);
  json["duration_us"] = step.value.duration.count();
  return json;
}

Json recorded_object(const OfSet<StepReport>& step) {
  Json json = step_object(step);
  json.erase("duration_us");
  return json;
}

Json to_be_recorded_object(const OfSet<Step>& planned) {
  Json json = object_of(planned);
  json["version"] = planned.value.version.text();
  json["name"] = planned.value.name;
  json["file"] = or_null(planned.value.script().file);
  return json;
}

Json newer_object(const OfSet<NewerMigration>& newer) {
  Json json = object_of(newer);
  json["version"] = newer.value.version.text();
  json["name"] = newer.value.name;
  return json;
}

Json planned_object(const OfSet<Step>& planned) {
  Json json = object_of(planned);
  const Step& step = planned.value;
  json["kind"] = to_string(step.kind);
  json["version"] = step.version.text();
  json["name"] = step.name;
  json["file"] = or_null(step.script().file);
  json["language"] = to_string(step.script().language);
  json["transactional"] = step.script().transactional;
  json["statements"] = step.script().statements.size();
  json["statements_done"] = step.resume_at;
  json["checkpoint"] = step.checkpoint ? Json(*step.checkpoint) : Json();
  json["sql"] = step.script().language == Language::sql
                    ? Json(step.script().text)
                    : Json();
  return json;
}

Json applied_object(const AppliedMigration& row) {
  Json json;
  json["batch"] = row.batch;
  json["at"] = row.applied_at;
  json["by"] = row.applied_by;
  json["duration_us"] = row.duration_us;
  json["checksum"] = row.checksum;
  json["state"] = to_string(row.state);
  json["statements_done"] = row.statements_done;
  json["checkpoint"] = row.checkpoint ? Json(*row.checkpoint) : Json();
  json["breaking"] = row.breaking;
  json["baseline_reason"] =
      row.baseline_reason ? Json(*row.baseline_reason) : Json();
  return json;
}

Json status_object(const OfSet<StatusEntry>& status) {
  Json json = object_of(status);
  const StatusEntry& entry = status.value;
  json["kind"] = to_string(entry.kind);
  json["version"] = entry.version.text();
  json["name"] = entry.name;
  json["state"] = to_string(entry.state);
  json["file"] = or_null(entry.file);
  json["language"] = to_string(entry.language);
  json["source_changed"] = entry.source_changed;
  json["reversible"] = entry.reversible;
  json["replaced_by"] =
      entry.replaced_by ? Json(entry.replaced_by->text()) : Json();
  json["applied"] = entry.applied ? applied_object(*entry.applied) : Json();
  return json;
}

Json logged_object(std::string_view set, const LoggedRun& run) {
  return {{"set", set},
          {"number", run.number},
          {"action", run.action},
          {"state", to_string(run.state)},
          {"began_at", run.began_at},
          {"ended_at", or_null(run.ended_at)},
          {"steps", run.steps},
          {"steps_done", run.steps_done},
          {"error", or_null(run.error)},
          {"reason", or_null(run.reason)},
          {"by", run.run_by},
          {"host", run.host},
          {"program", run.program},
          {"set_digest", run.set_digest}};
}

Json shown_object(const command::ShownMigration& shown) {
  return {{"set", shown.set},
          {"version", shown.version.text()},
          {"name", shown.name},
          {"file", or_null(shown.file)},
          {"up", shown.up ? Json(*shown.up) : Json()},
          {"down", shown.down ? Json(*shown.down) : Json()}};
}

Json finding_object(const OfSet<check::Finding>& finding) {
  Json json = object_of(finding);
  json["severity"] = to_string(finding.value.severity);
  json["rule"] = or_null(finding.value.rule);
  json.update(error_object(finding.value.what));
  return json;
}

// One list out of those of all sets.
template <typename Value, typename List, typename Object>
Json joined(std::span<const OfSet<Value>> values, List list, Object object) {
  Json json = Json::array();
  for (const OfSet<Value>& value : values) {
    for (const auto& element : value.value.*list) {
      json.push_back(object({value.set, element}));
    }
  }
  return json;
}

Json totals_object(std::span<const OfSet<Status>> statuses) {
  std::map<std::string_view, std::size_t> counts;
  std::size_t migrations = 0;
  for (const OfSet<Status>& status : statuses) {
    migrations += status.value.entries.size();
    for (const MigrationState state : all_states) {
      counts[to_string(state)] += status.value.count(state);
    }
  }
  Json json{{"migrations", migrations}};
  for (const MigrationState state : all_states) {
    json[std::string(to_string(state))] = counts[to_string(state)];
  }
  return json;
}

Json labels_of(const std::vector<ReplacedMigration>& all) {
  Json labels = Json::array();
  for (const ReplacedMigration& one : all) labels.push_back(written(one));
  return labels;
}

Json migration_object(const Migration& migration) {
  Json json;
  json["version"] = migration.version.text();
  json["name"] = migration.name;
  json["file"] = migration.up.file;
  json["language"] = to_string(migration.up.language);
  json["checksum"] = migration.checksum;
  json["formerly"] = migration.formerly;
  json["replaces"] = labels_of(migration.replaces);
  json["statements"] = migration.up.statements.size();
  json["transactional"] = migration.up.transactional;
  json["reversible"] = migration.reversible();
  json["irreversible"] = or_null(migration.irreversible);
  json["breaking"] = migration.breaking;
  return json;
}

// Which file makes what is recorded. Null: the database has it.
Json snapshot_of(std::span<const OfSet<RunReport>> runs) {
  for (const OfSet<RunReport>& run : runs) {
    if (!run.value.snapshot.empty()) return run.value.snapshot;
  }
  return {};
}

Json snapshot_of(std::span<const OfSet<Plan>> plans) {
  for (const OfSet<Plan>& plan : plans) {
    if (plan.value.snapshot != nullptr) return plan.value.snapshot->file;
  }
  return {};
}

Json snapshot_object(const MigrationSet& set) {
  const Snapshot* snapshot = set.snapshot();
  if (snapshot == nullptr) return {};
  return {{"file", snapshot->script.file},
          {"at", snapshot->at.text()},
          {"statements", snapshot->script.statements.size()}};
}

Json repeatable_object(const Migration& script) {
  return {{"name", script.name},
          {"file", script.up.file},
          {"checksum", script.checksum},
          {"uses", script.uses},
          {"reversible", script.reversible()}};
}

Json seed_object(const Migration& seed) {
  return {{"name", seed.name},
          {"file", seed.up.file},
          {"checksum", seed.checksum},
          {"environment", or_null(seed.environment)},
          {"when_changed", seed.when_changed}};
}

Json hook_object(const Hook& hook) {
  return {{"name", to_string(hook.point)},
          {"file", hook.up.file},
          {"down", hook.down.has_value()}};
}

template <typename Values, typename Object>
Json objects(const Values& values, Object object) {
  Json json = Json::array();
  for (const auto& value : values) json.push_back(object(value));
  return json;
}

Json set_object(const CarriedSet& set) {
  Json json;
  if (!set.file.empty()) json["file"] = set.file;
  const EmbeddedSet embedded = set.embedded;
  json["name"] = embedded.name();
  json["dialect"] = to_string(embedded.dialect());
  json["directory"] = embedded.directory();
  json["history_table"] = or_null(std::string(embedded.history_table()));
  json["requires"] = embedded.required_names();
  json["newer"] = to_string(embedded.newer());
  json["adopt_version"] = or_null(std::string(embedded.adopt_version()));
  json["snapshot"] = snapshot_object(set.migrations);
  json["digest"] = embedded.digest();
  json["migrations"] = objects(set.migrations.all(), migration_object);
  json["repeatable"] = objects(set.migrations.repeatable(), repeatable_object);
  json["seeds"] = objects(set.migrations.seeds(), seed_object);
  json["hooks"] = objects(set.migrations.hooks(), hook_object);
  return json;
}

Json set_objects(std::span<const CarriedSet> sets) {
  Json json = Json::array();
  for (const CarriedSet& set : sets) json.push_back(set_object(set));
  return json;
}

}  // namespace

std::string run_json(const Heading& heading,
                     std::span<const OfSet<RunReport>> runs) {
  // A run that fails is the last one.
  const OfSet<RunReport>& last = runs.back();
  Json json = document(heading, last.value.ok());
  json["dry_run"] = false;
  json["direction"] = to_string(last.value.direction);
  std::chrono::microseconds duration{};
  for (const OfSet<RunReport>& run : runs) duration += run.value.duration;
  json["duration_us"] = duration.count();
  json["baseline"] = joined(runs, &RunReport::baseline, recorded_object);
  json["snapshot"] = snapshot_of(runs);
  if (heading.undone) {
    json["undone"] = joined(std::span<const OfSet<RunReport>>(*heading.undone),
                            &RunReport::done, step_object);
  }
  json["done"] = joined(runs, &RunReport::done, step_object);
  json["failed"] =
      last.value.failed ? step_object({last.set, *last.value.failed}) : Json();
  json["newer"] = joined(runs, &RunReport::newer, newer_object);
  if (last.value.error) json["error"] = error_object(*last.value.error);
  return written(json);
}

std::string plan_json(const Heading& heading,
                      std::span<const OfSet<Plan>> plans) {
  Json json = document(heading, true);
  json["dry_run"] = true;
  json["direction"] = to_string(plans.front().value.direction);
  json["transaction"] = to_string(plans.front().value.transaction);
  json["baseline"] = joined(plans, &Plan::baseline, to_be_recorded_object);
  json["snapshot"] = snapshot_of(plans);
  json["steps"] = joined(plans, &Plan::steps, planned_object);
  json["newer"] = joined(plans, &Plan::newer, newer_object);
  return written(json);
}

std::string script_json(const Heading& heading, const std::string& hash,
                        const std::string& script) {
  Json json = document(heading, true);
  json["dry_run"] = true;
  json["hash"] = hash;
  json["script"] = or_null(script);
  return written(json);
}

std::string status_json(const Heading& heading,
                        std::span<const OfSet<Status>> statuses) {
  Json json = document(heading, true);
  json["initialised"] = true;
  json["up_to_date"] = true;
  json["exact"] = true;
  json["running"] = Json();
  json["own_version"] = Json();
  json["protected"] = Json();
  json["pushed"] = false;
  for (const OfSet<Status>& status : statuses) {
    if (!status.value.initialised) json["initialised"] = false;
    if (!status.value.up_to_date()) json["up_to_date"] = false;
    if (!status.value.exact()) json["exact"] = false;
    if (!status.value.running.empty()) json["running"] = status.value.running;
    if (!status.value.own_version.empty()) {
      json["own_version"] = status.value.own_version;
    }
    if (!status.value.protection.empty()) {
      json["protected"] = status.value.protection;
    }
    if (status.value.pushed) json["pushed"] = true;
  }
  json["totals"] = totals_object(statuses);
  json["migrations"] = joined(statuses, &Status::entries, status_object);
  json["seeds"] = joined(statuses, &Status::seeds, status_object);
  return written(json);
}

std::string verify_json(const Heading& heading) {
  return written(document(heading, true));
}

std::string wait_json(const Heading& heading) {
  return written(document(heading, true));
}

std::string create_database_json(const Heading& heading, bool created) {
  Json json = document(heading, true);
  json["created"] = created;
  return written(json);
}

std::string protect_json(const Heading& heading, const std::string& reason,
                         bool changed) {
  Json json = document(heading, true);
  json["protected"] = or_null(reason);
  json["changed"] = changed;
  return written(json);
}

std::string forget_json(const Heading& heading, std::span<const KeptTable> kept,
                        std::span<const KeptTable> forgotten) {
  Json json = document(heading, true);
  for (const auto& [name, tables] :
       {std::pair("kept", kept), std::pair("forgotten", forgotten)}) {
    json[name] = Json::array();
    for (const KeptTable& table : tables) {
      json[name].push_back({{"table", to_string(table)}, {"rows", table.rows}});
    }
  }
  return written(json);
}

std::string skipped_json(const Heading& heading, std::string_view reason) {
  Json json = document(heading, true);
  json["skipped"] = reason;
  return written(json);
}

std::string resolve_json(const Heading& heading,
                         const ResolveRequest& request) {
  Json json = document(heading, true);
  json["version"] = request.version.text();
  json["resolution"] = to_string(request.resolution);
  return written(json);
}

std::string history_json(const Heading& heading,
                         std::span<const OfSet<std::vector<LoggedRun>>> logs) {
  Json json = document(heading, true);
  json["runs"] = Json::array();
  for (const auto& [set, runs] : logs) {
    for (const LoggedRun& run : runs) {
      json["runs"].push_back(logged_object(set, run));
    }
  }
  return written(json);
}

std::string amendments_json(const Heading& heading,
                            std::span<const Amendment> amendments,
                            bool dry_run) {
  Json json = document(heading, true);
  json["dry_run"] = dry_run;
  json["amendments"] = Json::array();
  for (const Amendment& one : amendments) {
    json["amendments"].push_back({{"version", one.version.text()},
                                  {"name", one.name},
                                  {"kind", to_string(one.kind)}});
  }
  return written(json);
}

std::string show_json(const Heading& heading,
                      std::span<const command::ShownMigration> migrations) {
  Json json = document(heading, true);
  json["migrations"] = Json::array();
  for (const command::ShownMigration& one : migrations) {
    json["migrations"].push_back(shown_object(one));
  }
  return written(json);
}

std::string init_json(const Heading& heading,
                      std::span<const OfSet<HistoryTable>> tables) {
  Json json = document(heading, true);
  json["history_tables"] = Json::array();
  for (const OfSet<HistoryTable>& table : tables) {
    json["history_tables"].push_back({{"set", table.set},
                                      {"name", table.value.name},
                                      {"created", table.value.created}});
  }
  return written(json);
}

std::string backup_json(const Heading& heading, std::string_view file) {
  Json json = document(heading, true);
  json["file"] = file;
  return written(json);
}

std::string list_json(const Heading& heading,
                      std::span<const CarriedSet> sets) {
  Json json = document(heading, true);
  json["sets"] = set_objects(sets);
  return written(json);
}

std::string inspect_json(const Heading& heading,
                         std::span<const CarriedSet> sets,
                         std::span<const Error> problems) {
  Json json = document(heading, problems.empty());
  json["sets"] = set_objects(sets);
  json["problems"] = Json::array();
  for (const Error& problem : problems) {
    json["problems"].push_back(error_object(problem));
  }
  if (!problems.empty()) json["error"] = error_object(problems.front());
  return written(json);
}

std::string lint_json(const Heading& heading, CheckedSets sets) {
  Json json = document(heading, heading.exit_code == 0);
  json["sets"] = Json::array();
  for (const auto& [set, checked] : sets) {
    json["sets"].push_back(
        {{"name", set}, {"level", to_string(checked.level)}});
  }
  json["findings"] = joined(sets, &check::Checked::findings, finding_object);
  return written(json);
}

std::string create_json(const Heading& heading,
                        std::span<const OfSet<CreatedFile>> files) {
  Json json = document(heading, true);
  json["files"] = Json::array();
  for (const OfSet<CreatedFile>& file : files) {
    json["files"].push_back({{"set", file.set},
                             {"dialect", to_string(file.value.dialect)},
                             {"version", file.value.version},
                             {"path", file.value.path}});
  }
  return written(json);
}

std::string log_json(const LogSource& source, const LogRecord& record) {
  Json json;
  json["time"] = log_time(record.time);
  json["severity"] = to_string(record.severity);
  json["program"] = source.program;
  json["process"] = source.process;
  json["command"] = or_null(source.command);
  json["event"] = record.event;
  json["text"] = record.text;
  if (!record.set.empty()) json["set"] = record.set;
  if (record.step) {
    json["version"] = record.step->version;
    json["name"] = record.step->name;
    json["direction"] = to_string(record.step->direction);
  }
  if (record.step_count > 0) {
    json["step"] = record.step_index + 1;
    json["steps"] = record.step_count;
  }
  if (record.duration) json["duration_us"] = record.duration->count();
  if (record.exit_code) json["exit_code"] = *record.exit_code;
  if (record.error) json["error"] = error_object(*record.error);
  return log_line(json);
}

std::string rebase_json(const Heading& heading,
                        std::span<const command::Renaming> renamings,
                        bool dry_run) {
  Json json = document(heading, true);
  json["dry_run"] = dry_run;
  json["renamed"] = Json::array();
  for (const auto& [from, to] : renamings) {
    json["renamed"].push_back({{"from", from}, {"to", to}});
  }
  return written(json);
}

std::string squash_json(const Heading& heading, const command::Squash& squash,
                        bool dry_run) {
  Json json = document(heading, true);
  json["dry_run"] = dry_run;
  json["version"] = squash.version.text();
  json["file"] = squash.file;
  json["removed"] = squash.removed;
  json["sql"] = squash.text;
  return written(json);
}

namespace {

void add_plan(Json& json, const GeneratedJson& generated) {
  json["dry_run"] = generated.dry_run;
  json["changes"] = Json::array();
  for (const auto& [what, warnings, tables] : generated.changes) {
    Json effects = Json::array();
    for (const auto& table : tables) effects.push_back(effect_object(table));
    json["changes"].push_back(
        {{"change", what}, {"tables", effects}, {"warnings", warnings}});
  }
  json["likely_renames"] = Json::array();
  for (const auto& [from, to] : generated.likely_renames) {
    json["likely_renames"].push_back({{"from", from}, {"to", to}});
  }
}

}  // namespace

std::string generate_json(const Heading& heading,
                          const GeneratedJson& generated) {
  Json json = document(heading, heading.exit_code == 0);
  add_plan(json, generated);
  json["lost_down"] = generated.lost_down;
  json["files"] = Json::array();
  for (const auto& [path, sql] : generated.files) {
    json["files"].push_back({{"file", path}, {"sql", sql}});
  }
  return written(json);
}

std::string drift_json(const Heading& heading, const Drift& drift) {
  Json json = document(heading, drift.none());
  json["objects"] = Json::array();
  for (const DriftedObject& one : drift.objects) {
    Json object = {{"drift", to_string(one.kind)}, {"object", one.object}};
    object["aspects"] = Json::array();
    for (const auto& [name, expected, found] : one.aspects) {
      object["aspects"].push_back(
          {{"aspect", name}, {"expected", expected}, {"found", found}});
    }
    json["objects"].push_back(std::move(object));
  }
  json["revert"] = drift.revert;
  json["adopt"] = drift.adopt;
  json["unplanned"] = drift.unplanned;
  json["expected_of_server"] = drift.expected_of_server;
  return written(json);
}

std::string push_json(const Heading& heading, const PushedJson& pushed) {
  Json json = document(heading, true);
  add_plan(json, pushed.plan);
  json["losses"] = Json::array();
  for (const auto& [object, rows] : pushed.losses) {
    json["losses"].push_back({{"object", object}, {"rows", rows}});
  }
  json["sql"] = pushed.sql;
  return written(json);
}

std::string dump_json(const Heading& heading, std::string_view sql) {
  Json json = document(heading, true);
  json["sql"] = sql;
  return written(json);
}

std::string studio_json(const Heading& heading, std::string_view url) {
  Json json = document(heading, true);
  json["url"] = url;
  return written(json);
}

std::string help_json(const Heading& heading, std::string_view text) {
  Json json = document(heading, true);
  json["text"] = text;
  return written(json);
}

std::string version_json(const Heading& heading, std::string_view version) {
  Json json = document(heading, true);
  json["version"] = version;
  return written(json);
}

std::string error_json(const Heading& heading, const Error& error) {
  Json json = document(heading, false);
  json["error"] = error_object(error);
  return written(json);
}

}  // namespace godwit::report
