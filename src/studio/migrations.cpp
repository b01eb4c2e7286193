// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "check/check.h"
#include "command/show.h"
#include "studio/api.h"
#include "studio/documents.h"
#include "studio/fields.h"
#include "studio/plans.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using check::Finding;
using Findings = std::vector<Finding>;

Answer status(const Call& call) { return status_document(call); }

Answer history(const Call& call) {
  auto database = call.studio.open(call.stop);
  if (!database) return std::move(database).error();
  const auto logs = command::logs(*database);
  if (!logs) return logs.error();
  return document_of(
      report::history_json(heading_of("history", *database), *logs));
}

/// What lint says of each set, which stays as it is while studio runs.
struct KeptFindings {
  std::mutex mutex = {};
  std::map<std::string, Findings, std::less<>> of_sets = {};
};

// One that cannot be checked says so itself.
Findings checked(const Studio& studio, EmbeddedSet set) {
  std::vector<EmbeddedSet> before;
  for (const command::AimedSet& other : studio.sets()) {
    if (other.embedded == set) break;
    before.push_back(other.embedded);
  }
  auto result = check::check(
      set, {.before = std::move(before),
            .postgresql_parser = studio.options().postgresql_parser});
  if (result) return std::move(result->findings);
  return {{.severity = check::Severity::warning,
           .what = std::move(result).error()}};
}

const Findings& findings_of(Studio& studio, EmbeddedSet set) {
  auto& kept = studio.kept<KeptFindings>();
  const std::lock_guard lock(kept.mutex);
  const auto [place, added] = kept.of_sets.try_emplace(std::string(set.name()));
  if (added) place->second = checked(studio, set);
  return place->second;
}

Json finding_object(const Finding& finding) {
  return {{"rule", report::or_null(finding.rule)},
          {"level", check::to_string(finding.severity)},
          {"file", report::or_null(finding.what.location.file)},
          {"line", report::or_null(finding.what.location.line)},
          {"column", report::or_null(finding.what.location.column)},
          {"message", finding.what.message},
          {"hint", report::or_null(finding.what.hint)}};
}

// Up and down may be files of their own.
bool is_of(const std::string& file, const std::string& migration) {
  const std::string stem = migration.substr(0, migration.rfind(".sql"));
  return !migration.empty() &&
         (file == migration || file == stem + ".down.sql" ||
          (stem.ends_with(".up") &&
           file == stem.substr(0, stem.size() - 3) + ".down.sql"));
}

Json findings_in(Studio& studio, EmbeddedSet set, const std::string& file) {
  Json list = Json::array();
  for (const Finding& finding : findings_of(studio, set)) {
    if (is_of(finding.what.location.file, file)) {
      list.push_back(finding_object(finding));
    }
  }
  return list;
}

const command::AimedSet* find_set(const Studio& studio, std::string_view name) {
  const auto found = std::find_if(studio.sets().begin(), studio.sets().end(),
                                  [&](const command::AimedSet& set) {
                                    return set.embedded.name() == name;
                                  });
  return found == studio.sets().end() ? nullptr : &*found;
}

/// Which migration is asked for; seeds and repeatable scripts have a name
/// alone.
struct Asked {
  const command::AimedSet* set = nullptr;
  std::optional<Version> version = {};
  std::string name = {};
};

Result<Asked> asked_migration(const Call& call) {
  const auto set = text_field(call.body, "set");
  if (!set) return set.error();
  const auto version = optional_text_field(call.body, "version");
  if (!version) return version.error();
  const auto name = optional_text_field(call.body, "name");
  if (!name) return name.error();
  Asked asked{.set = find_set(call.studio, *set), .name = name->value_or("")};
  if (asked.set == nullptr) return bad_field("set", "there is no such set");
  if (!version->value_or("").empty()) {
    auto parsed = Version::parse(**version);
    if (!parsed) return bad_field("version", "it is no version");
    asked.version = *std::move(parsed);
  } else if (asked.name.empty()) {
    return bad_field("version", "it is missing");
  }
  return asked;
}

bool is_asked(const Json& entry, const Asked& asked) {
  if (entry["set"] != asked.set->embedded.name()) return false;
  return asked.version ? entry["version"] == asked.version->text()
                       : entry["name"] == asked.name;
}

// As in the document of `status`. Null: there is none.
Json entry_of(const Json& status, const Asked& asked) {
  for (const char* list : {"migrations", "seeds"}) {
    for (const Json& entry : status[list]) {
      if (is_asked(entry, asked)) return entry;
    }
  }
  return {};
}

// That of the set or, where it has none, what the history keeps. Absent:
// neither has a text.
std::optional<command::ShownMigration> text_of(const Call& call,
                                               const Asked& asked) {
  const EmbeddedSet sets[] = {asked.set->embedded};
  auto shown = asked.version ? command::show(sets, *asked.version)
                             : command::show_named(sets, asked.name);
  if (shown && !shown->empty()) return std::move(shown->front());
  auto database = call.studio.open(call.stop);
  if (!database || !asked.version) return std::nullopt;
  auto recorded = command::show_recorded(*database, *asked.version);
  if (!recorded) return std::nullopt;
  for (command::ShownMigration& one : *recorded) {
    if (one.set == asked.set->embedded.name()) return std::move(one);
  }
  return std::nullopt;
}

Json or_null(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}

Error no_such_migration() {
  return make_error(ErrorCode::invalid_argument,
                    "neither the set nor the database has this migration",
                    "reload the page");
}

Answer migration(const Call& call) {
  const auto asked = asked_migration(call);
  if (!asked) return asked.error();
  const auto status = status_document(call);
  if (!status) return status.error();
  Json json = entry_of(*status, *asked);
  if (json.is_null()) return no_such_migration();
  const auto text = text_of(call, *asked);
  // What a binary carries of C++ is a checksum.
  const bool is_sql = json["language"] == to_string(Language::sql);
  json["up"] = text && is_sql ? or_null(text->up) : Json();
  json["down"] = text && is_sql ? or_null(text->down) : Json();
  json["findings"] = findings_in(call.studio, asked->set->embedded,
                                 text ? text->file : std::string());
  return json;
}

constexpr Endpoint endpoints_of_migrations[] = {
    {.name = "status", .answer = status},
    {.name = "history", .answer = history},
    {.name = "plan", .answer = plan},
    {.name = "migration", .answer = migration},
};

}  // namespace

std::span<const Endpoint> migration_endpoints() {
  return endpoints_of_migrations;
}

}  // namespace godwit::studio
