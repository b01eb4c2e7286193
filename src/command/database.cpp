// SPDX-License-Identifier: BSL-1.0
#include "command/database.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "driver/connect.h"
#include "migration/on_connect.h"
#include "run/await.h"
#include "run/protection.h"

namespace godwit::command {
namespace {

// What a set requires is a set of the database like others.
UpRequest request_for(const MigratedSet& set, UpRequest request) {
  if (set.prerequisite) return request.of_required();
  request.with_required = false;
  return request;
}

template <typename PlanOf>
Result<Plans> plans(Database& database, const PlanOf& plan_of) {
  Plans plans;
  for (MigratedSet& set : database.sets) {
    auto plan = plan_of(set);
    if (!plan) return std::move(plan).error();
    plans.push_back({set.name(), *std::move(plan)});
  }
  return plans;
}

Error joined(Error first, const MigratedSet& set, const Error& error) {
  for (const std::string& note : error.notes) {
    first.notes.push_back(fmt::format("{}: {}", set.name(), note));
  }
  return first;
}

bool requires_set(EmbeddedSet one, EmbeddedSet required) {
  const std::vector<EmbeddedSet> before = with_required(one);
  return one != required &&
         std::find(before.begin(), before.end(), required) != before.end();
}

bool is_aimed_at(const Database& database, EmbeddedSet set) {
  return std::any_of(
      database.sets.begin(), database.sets.end(),
      [&](const MigratedSet& one) { return one.embedded == set; });
}

Result<bool> is_applied(Database& database, EmbeddedSet set,
                        const MigratorOptions& options) {
  const Result<Status> status =
      Migrator(database.connection, set, options).status();
  if (!status) return status.error();
  return std::any_of(
      status->entries.begin(), status->entries.end(),
      [](const StatusEntry& entry) { return entry.applied.has_value(); });
}

// The sets that are not aimed at, are applied, and require this one.
Result<std::vector<EmbeddedSet>> others_on(EmbeddedSet set, Database& database,
                                           Sets carried,
                                           const MigratorOptions& options) {
  std::vector<EmbeddedSet> result;
  for (const EmbeddedSet other : carried) {
    if (!requires_set(other, set) || is_aimed_at(database, other)) continue;
    const Result<bool> applied = is_applied(database, other, options);
    if (!applied) return applied.error();
    if (*applied) result.push_back(other);
  }
  return result;
}

// Empty: nobody, or nobody can tell.
std::string who_migrates(Database& database) {
  const auto statuses = status(database);
  if (!statuses) return {};
  for (const OfSet<Status>& one : *statuses) {
    if (!one.value.running.empty()) return one.value.running;
  }
  return {};
}

}  // namespace

std::string names_of(Sets sets) {
  std::string names;
  for (const EmbeddedSet set : sets) {
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", set.name(),
                         to_string(set.dialect()));
  }
  return names;
}

MigratedSet& Database::set(std::string_view name) {
  return *std::find_if(sets.begin(), sets.end(), [&](const MigratedSet& one) {
    return one.name() == name;
  });
}

ConnectOptions connect_options(const DatabaseRequest& request) {
  ConnectOptions options = request.connect;
  if (!options.await_server) options.patience = request.migrate.lock_timeout;
  options.stop = request.migrate.stop;
  std::vector<EmbeddedSet> sets;
  for (const AimedSet& aimed : request.sets) sets.push_back(aimed.embedded);
  options.on_connect = on_connect_of(sets, request.connect.on_connect);
  return options;
}

Result<Database> open_database(const DatabaseRequest& request) {
  auto connection = driver::connect(request.url, connect_options(request));
  if (!connection) return std::move(connection).error();
  Database database{.connection = *std::move(connection), .sets = {}};
  for (const AimedSet& aimed : request.sets) {
    MigratorOptions migrate = request.migrate;
    migrate.history_table = aimed.history_table;
    database.sets.push_back(
        {aimed,
         Migrator(database.connection, aimed.embedded, std::move(migrate))});
  }
  return database;
}

Result<Plans> plan_up(Database& database, const UpRequest& request) {
  return plans(database, [&](MigratedSet& set) {
    return set.migrator.plan_up(request_for(set, request));
  });
}

Result<Plans> plan_down(Database& database, const DownRequest& request) {
  return plans(database, [&](MigratedSet& set) {
    return set.migrator.plan_down(request);
  });
}

Result<Plans> plan_baseline(Database& database,
                            const BaselineRequest& request) {
  return plans(database, [&](MigratedSet& set) {
    return set.migrator.plan_baseline(request);
  });
}

Result<Plans> plan_seed(Database& database, const SeedRequest& request) {
  return plans(database, [&](MigratedSet& set) {
    return set.migrator.plan_seed(request);
  });
}

Result<Plans> plan_reset(Database& database) {
  auto made = plans(database,
                    [](MigratedSet& set) { return set.migrator.plan_reset(); });
  if (made) std::reverse(made->begin(), made->end());
  return made;
}

Runs up(Database& database, const UpRequest& request) {
  Runs runs;
  for (MigratedSet& set : database.sets) {
    runs.push_back({set.name(), set.migrator.up(request_for(set, request))});
    if (!runs.back().value.ok()) break;
  }
  return runs;
}

Runs run(Database& database, const Plans& plans) {
  Runs runs;
  for (const auto& [name, plan] : plans) {
    const bool idle = plan.empty() && !plan.removes_history;
    runs.push_back({name, idle ? RunReport{.direction = plan.direction}
                               : database.set(name).migrator.run(plan)});
    if (!runs.back().value.ok()) break;
  }
  return runs;
}

Runs baseline(Database& database, const BaselineRequest& request) {
  MigratedSet& set = database.sets.front();
  return {{set.name(), set.migrator.baseline(request)}};
}

Result<Statuses> status(Database& database, const StatusRequest& request) {
  Statuses statuses;
  for (MigratedSet& set : database.sets) {
    auto status = set.migrator.status(request);
    if (!status) return std::move(status).error();
    statuses.push_back({set.name(), *std::move(status)});
  }
  return statuses;
}

Result<std::vector<OfSet<std::vector<LoggedRun>>>> logs(Database& database) {
  std::vector<OfSet<std::vector<LoggedRun>>> logs;
  for (MigratedSet& set : database.sets) {
    auto log = set.migrator.log();
    if (!log) return std::move(log).error();
    logs.push_back({set.name(), *std::move(log)});
  }
  return logs;
}

Result<void> verify(Database& database, const VerifyRequest& request) {
  if (database.sets.size() == 1) {
    return database.sets.front().migrator.verify(request);
  }
  std::optional<Error> different;
  for (MigratedSet& set : database.sets) {
    Result<void> verified = set.migrator.verify(request);
    if (verified) continue;
    if (!is_difference(verified.error())) return verified;
    Error first = different.value_or(verified.error());
    if (!different) first.notes.clear();
    different = joined(std::move(first), set, verified.error());
  }
  if (different) return *std::move(different);
  return {};
}

Result<void> verify_by(
    Deadline deadline, Database& database, const VerifyRequest& request,
    const StopToken& stop,
    const std::function<void(EmbeddedSet, std::string_view)>& behind) {
  std::vector<run::Awaited> awaited;
  for (MigratedSet& set : database.sets) {
    awaited.push_back({.migrator = &set.migrator,
                       .set = set.embedded,
                       .history_table = set.history_table});
  }
  const auto there = run::await_applied(
      database.connection.session(), awaited,
      {.deadline = deadline, .stop = stop, .behind = behind});
  if (!there) return there.error();
  Result<void> verified = verify(database, request);
  if (verified || *there || !is_difference(verified.error())) return verified;
  return run::not_applied_in_time(std::move(verified).error(),
                                  who_migrates(database));
}

bool is_difference(const Error& error) {
  switch (error.code) {
    case ErrorCode::pending:
    case ErrorCode::edited:
    case ErrorCode::missing:
    case ErrorCode::incomplete:
    case ErrorCode::binary_too_old:
    case ErrorCode::interrupted:
    case ErrorCode::out_of_order:
      return true;
    default:
      return false;
  }
}

Result<std::vector<OfSet<HistoryTable>>> init(Database& database) {
  std::vector<OfSet<HistoryTable>> tables;
  for (MigratedSet& set : database.sets) {
    const Result<bool> created = set.migrator.init();
    if (!created) return created.error();
    tables.push_back({set.name(), {set.history_table, *created}});
  }
  return tables;
}

Result<bool> protect(Database& database, const ProtectRequest& request) {
  bool changed = false;
  for (MigratedSet& set : database.sets) {
    const Result<bool> now = set.migrator.protect(request);
    if (!now) return now;
    changed = changed || *now;
  }
  return changed;
}

Result<void> check_unprotected(Database& database) {
  driver::Session& session = database.connection.session();
  for (const MigratedSet& set : database.sets) {
    const auto table =
        history::HistoryTable::named(set.history_table, session.dialect());
    if (!table) return table.error();
    auto free = run::check_unprotected(session, *table);
    if (!free) return free;
  }
  return {};
}

Result<bool> has_history(Database& database) {
  const auto statuses = status(database);
  if (!statuses) return statuses.error();
  return std::any_of(
      statuses->begin(), statuses->end(),
      [](const OfSet<Status>& one) { return one.value.initialised; });
}

Result<std::optional<RequiredSet>> find_required(
    Database& database, Sets carried, const MigratorOptions& options) {
  for (const MigratedSet& set : database.sets) {
    auto others = others_on(set.embedded, database, carried, options);
    if (!others) return std::move(others).error();
    if (!others->empty()) {
      return std::optional(RequiredSet{set.name(), *std::move(others)});
    }
  }
  return std::optional<RequiredSet>();
}

}  // namespace godwit::command
