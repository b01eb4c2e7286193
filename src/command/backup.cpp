// SPDX-License-Identifier: BSL-1.0
#include "command/backup.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <filesystem>
#include <utility>

#include "migration/on_connect.h"

namespace godwit::command {
namespace {

Result<std::string> name_of(Database& database) {
  driver::Session& session = database.connection.session();
  const std::string file = session.file();
  if (!file.empty()) return std::filesystem::path(file).filename().string();
  if (session.dialect() == Dialect::sqlite) return std::string("memory");
  const auto rows = session.query({.sql = "SELECT current_database()"});
  if (!rows) return rows.error();
  std::string name = rows->front().front().value_or("");
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

std::string last_version(const Status& status) {
  std::string version = "empty";
  for (const StatusEntry& entry : status.entries) {
    if (entry.applied) version = entry.version.text();
  }
  return version;
}

std::string now_in_utc() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 32> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc);
  return {text.data(), size};
}

bool does_something(const Runs& runs) {
  return std::any_of(runs.begin(), runs.end(), [](const OfSet<RunReport>& run) {
    return !run.value.done.empty() || !run.value.baseline.empty();
  });
}

Result<bool> migrate(Runs& runs, const std::string& url,
                     DatabaseRequest request, const UpRequest& up) {
  auto parsed = driver::DatabaseUrl::parse(url);
  if (!parsed) return std::move(parsed).error();
  request.url = *std::move(parsed);
  auto database = open_database(request);
  if (!database) return std::move(database).error();
  runs = command::up(*database, up);
  if (!runs.back().value.ok()) return *runs.back().value.error;
  return does_something(runs);
}

}  // namespace

Result<std::string> backup_name(Database& database) {
  const auto name = name_of(database);
  if (!name) return name;
  // A backup must be possible, too, where the history has a format of its own.
  const auto status = database.sets.front().migrator.status();
  return fmt::format("{}-{}-{}.backup", *name, now_in_utc(),
                     status ? last_version(*status) : "unknown");
}

bool is_idle(const Plans& plans) {
  return std::all_of(plans.begin(), plans.end(), [](const OfSet<Plan>& plan) {
    return plan.value.empty();
  });
}

Runs up_by_copy(Database& database, const DatabaseRequest& request,
                const UpRequest& up, run::CopyRequest copy) {
  std::vector<EmbeddedSet> sets;
  for (const AimedSet& aimed : request.sets) sets.push_back(aimed.embedded);
  copy.on_connect = on_connect_of(sets, request.connect.on_connect);
  Runs runs;
  const auto upgraded = run::upgrade_by_copy(
      database.connection.session(), copy, request.migrate,
      [&](const std::string& url) { return migrate(runs, url, request, up); });
  if (runs.empty()) runs.push_back({database.sets.front().name(), {}});
  if (upgraded) return runs;
  for (OfSet<RunReport>& run : runs) run::forget_what_was_done(run.value);
  runs.back().value.error = upgraded.error();
  return runs;
}

}  // namespace godwit::command
