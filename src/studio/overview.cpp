// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <utility>

#include "command/database.h"
#include "studio/api.h"
#include "studio/documents.h"
#include "studio/found_drift.h"
#include "studio/place.h"
#include "studio/studio.h"

namespace godwit::studio {
namespace {

using command::OfSet;

Json set_object(const command::AimedSet& set, const Status& status) {
  const auto count = [&](MigrationState state) { return status.count(state); };
  return {{"name", set.embedded.name()},
          {"history_table", set.history_table},
          {"required", set.prerequisite},
          {"applied", count(MigrationState::applied) + status.settled},
          {"pending", count(MigrationState::pending) +
                          count(MigrationState::out_of_order)},
          {"edited", count(MigrationState::edited)},
          {"missing", count(MigrationState::missing)},
          {"newer", count(MigrationState::newer)},
          {"interrupted", count(MigrationState::interrupted)}};
}

Json sets_of(const Studio& studio, const command::Statuses& statuses) {
  Json sets = Json::array();
  for (const command::AimedSet& set : studio.sets()) {
    const auto own = std::find_if(statuses.begin(), statuses.end(),
                                  [&](const OfSet<Status>& status) {
                                    return status.set == set.embedded.name();
                                  });
    if (own != statuses.end()) sets.push_back(set_object(set, own->value));
  }
  return sets;
}

// The first of the sets that has one.
Json first_text(const command::Statuses& statuses, std::string Status::*text) {
  for (const OfSet<Status>& status : statuses) {
    if (!(status.value.*text).empty()) return status.value.*text;
  }
  return {};
}

Json possible_views(const Studio& studio) {
  const auto has = [](std::string_view name) {
    return find_endpoint(name) != nullptr;
  };
  return {{"diagram", has("schema")},
          {"migrations", true},
          {"drift", true},
          {"data", has("rows")},
          {"sql", has("run")},
          {"generate", studio.can_generate()}};
}

Answer overview(const Call& call) {
  const Studio& studio = call.studio;
  auto database = studio.open(call.stop);
  if (!database) return std::move(database).error();
  const auto place = place_of(database->connection, studio.options().url);
  if (!place) return place.error();
  // Counting takes less than reading, where they are thousands.
  const auto statuses = command::status(*database, {.settled = 0});
  if (!statuses) return statuses.error();
  const DriftInBrief drift = drift_in_brief(call, *database);
  return Json{{"database", database->connection.description()},
              {"dialect", to_string(studio.dialect())},
              {"server", place->server},
              {"name", place->name},
              {"user", report::or_null(place->user)},
              {"superuser", place->superuser},
              {"write", studio.write()},
              {"protected", first_text(*statuses, &Status::protection)},
              {"local", place->local},
              {"confirm", place->local ? Json() : Json(place->name)},
              {"lock", first_text(*statuses, &Status::running)},
              {"sets", sets_of(studio, *statuses)},
              {"files_changed", studio.files_changed(call.stop)},
              {"drift", drift.word},
              {"drift_reason", report::or_null(drift.reason)},
              {"views", possible_views(studio)}};
}

constexpr Endpoint endpoints_of_overview[] = {
    {.name = "overview", .answer = overview},
    {.name = "drift", .answer = drift},
};

}  // namespace

std::span<const Endpoint> overview_endpoints() { return endpoints_of_overview; }

}  // namespace godwit::studio
