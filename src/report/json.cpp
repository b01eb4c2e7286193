// SPDX-License-Identifier: BSL-1.0
#include "report/json.h"

#include <nlohmann/json.hpp>

namespace godwit::report {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json or_null(std::uint32_t number) {
  return number == 0 ? Json() : Json(number);
}

Json document(const Heading& heading, bool ok) {
  Json json;
  json["godwit"] = json_format;
  json["command"] = or_null(heading.command);
  json["ok"] = ok;
  if (heading.dialect) {
    json["dialect"] = to_string(*heading.dialect);
    json["database"] = or_null(heading.database);
  }
  return json;
}

std::string written(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json error_object(const Error& error) {
  Json json;
  json["code"] = to_string(error.code);
  json["message"] = error.message;
  json["hint"] = or_null(error.hint);
  json["file"] = or_null(error.location.file);
  json["line"] = or_null(error.location.line);
  json["column"] = or_null(error.location.column);
  json["sqlstate"] = or_null(error.sqlstate);
  json["notes"] = error.notes;
  return json;
}

Json step_object(const StepReport& step) {
  Json json;
  json["version"] = step.version.text();
  json["name"] = step.name;
  json["file"] = or_null(step.file);
  json["duration_us"] = step.duration.count();
  return json;
}

Json planned_object(const Step& step) {
  Json json;
  json["version"] = step.version.text();
  json["name"] = step.name;
  json["file"] = or_null(step.script.file);
  json["transactional"] = step.script.transactional;
  json["statements"] = step.script.statements.size();
  json["statements_done"] = step.resume_at;
  json["sql"] = step.script.text;
  return json;
}

Json status_object(const StatusEntry& entry) {
  Json json;
  json["version"] = entry.version.text();
  json["name"] = entry.name;
  json["state"] = to_string(entry.state);
  json["file"] = or_null(entry.file);
  json["reversible"] = entry.reversible;
  if (!entry.applied) {
    json["applied"] = nullptr;
    return json;
  }
  Json& applied = json["applied"];
  applied["batch"] = entry.applied->batch;
  applied["at"] = entry.applied->applied_at;
  applied["by"] = entry.applied->applied_by;
  applied["duration_us"] = entry.applied->duration_us;
  applied["checksum"] = entry.applied->checksum;
  applied["state"] = to_string(entry.applied->state);
  applied["statements_done"] = entry.applied->statements_done;
  return json;
}

Json totals_object(const Status& status) {
  Json json;
  json["migrations"] = status.entries.size();
  for (const MigrationState state :
       {MigrationState::applied, MigrationState::pending,
        MigrationState::out_of_order, MigrationState::edited,
        MigrationState::missing, MigrationState::newer,
        MigrationState::interrupted}) {
    json[std::string(to_string(state))] = status.count(state);
  }
  return json;
}

Json migration_object(const Migration& migration) {
  Json json;
  json["version"] = migration.version.text();
  json["name"] = migration.name;
  json["file"] = migration.up.file;
  json["checksum"] = migration.checksum;
  json["statements"] = migration.up.statements.size();
  json["transactional"] = migration.up.transactional;
  json["reversible"] = migration.reversible();
  json["irreversible"] = or_null(migration.irreversible);
  json["breaking"] = migration.breaking;
  return json;
}

Json set_object(const CarriedSet& set) {
  Json json;
  json["name"] = set.embedded->name;
  json["dialect"] = to_string(set.embedded->dialect);
  json["directory"] = set.embedded->directory;
  json["digest"] = set.embedded->digest;
  json["migrations"] = Json::array();
  for (const Migration& migration : set.migrations.all()) {
    json["migrations"].push_back(migration_object(migration));
  }
  return json;
}

}  // namespace

std::string run_json(const Heading& heading, const RunReport& report) {
  Json json = document(heading, report.ok());
  json["dry_run"] = false;
  json["direction"] = to_string(report.direction);
  json["duration_us"] = report.duration.count();
  json["done"] = Json::array();
  for (const StepReport& step : report.done) {
    json["done"].push_back(step_object(step));
  }
  json["failed"] = report.failed ? step_object(*report.failed) : Json();
  if (report.error) json["error"] = error_object(*report.error);
  return written(json);
}

std::string plan_json(const Heading& heading, const Plan& plan) {
  Json json = document(heading, true);
  json["dry_run"] = true;
  json["direction"] = to_string(plan.direction);
  json["transaction"] = to_string(plan.transaction);
  json["steps"] = Json::array();
  for (const Step& step : plan.steps) {
    json["steps"].push_back(planned_object(step));
  }
  return written(json);
}

std::string status_json(const Heading& heading, const Status& status) {
  Json json = document(heading, true);
  json["initialised"] = status.initialised;
  json["up_to_date"] = status.up_to_date();
  json["totals"] = totals_object(status);
  json["migrations"] = Json::array();
  for (const StatusEntry& entry : status.entries) {
    json["migrations"].push_back(status_object(entry));
  }
  return written(json);
}

std::string verify_json(const Heading& heading) {
  return written(document(heading, true));
}

std::string init_json(const Heading& heading, std::string_view history_table,
                      bool created) {
  Json json = document(heading, true);
  json["history_table"] = history_table;
  json["created"] = created;
  return written(json);
}

std::string list_json(const Heading& heading,
                      std::span<const CarriedSet> sets) {
  Json json = document(heading, true);
  json["sets"] = Json::array();
  for (const CarriedSet& set : sets) json["sets"].push_back(set_object(set));
  return written(json);
}

std::string create_json(const Heading& heading,
                        std::span<const CreatedFile> files) {
  Json json = document(heading, true);
  json["files"] = Json::array();
  for (const CreatedFile& file : files) {
    json["files"].push_back({{"dialect", to_string(file.dialect)},
                             {"version", file.version},
                             {"path", file.path}});
  }
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
