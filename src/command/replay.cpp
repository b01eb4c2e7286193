// SPDX-License-Identifier: BSL-1.0
#include "command/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/errors.h"
#include "driver/confined.h"
#include "driver/scratch.h"
#include "history/history_table.h"
#include "migration/on_connect.h"
#include "migration/placeholders.h"
#include "plan/refusals.h"
#include "rehearsal/rehearsal.h"
#include "run/live_schema.h"

namespace godwit::command {
namespace {

using schema::Catalog;

Error scratch_not_empty(const std::string& object) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the scratch database is not empty: it has {}", object),
      "name one that is, since the migrations are run on it");
}

Error scratch_of_another_kind() {
  return make_error(ErrorCode::invalid_argument,
                    "the scratch database is one of another kind",
                    "name an empty one of the kind that is to be compared");
}

Error not_replayed(Error error) {
  error.notes.push_back(
      "this was the replay on a scratch database; nothing was recorded");
  return error;
}

// What a superuser has installed for the migrations may be there.
Result<void> check_empty(Connection& connection) {
  const auto found = schema::read_model(connection.session());
  if (!found) return found.error();
  for (const auto& [id, fact] : found->facts) {
    if (id.kind == schema::Kind::table) {
      return scratch_not_empty(schema::label(id));
    }
  }
  return {};
}

Result<driver::Scratch> scratch_for(const ReplayRequest& request,
                                    const ConnectOptions& options) {
  if (!request.scratch) return driver::make_scratch(request.beside, options);
  if (request.scratch->dialect() != request.beside.dialect()) {
    return scratch_of_another_kind();
  }
  auto connection = driver::connect_confined(request.scratch->text(), options);
  if (!connection) return std::move(connection).error();
  if (auto empty = check_empty(*connection); !empty) return empty.error();
  return driver::Scratch{.connection = *std::move(connection)};
}

// In both databases: a history has another name where the user says so.
std::vector<std::string> histories_of(const Database& database,
                                      std::span<const EmbeddedSet> all) {
  std::vector<std::string> tables;
  for (const EmbeddedSet set : all) tables.emplace_back(set.history_table());
  for (const MigratedSet& set : database.sets) {
    tables.push_back(set.history_table);
  }
  return tables;
}

}  // namespace

Result<void> replay(Connection& connection, const MigrationSet& set,
                    std::span<const EmbeddedSet> before, const Migration& last,
                    const StopToken& stop) {
  auto begun = rehearsal::Rehearsal::begin(connection, set, before, stop);
  if (!begun) return not_replayed(std::move(begun).error());
  // What is repeatable comes behind all of them.
  auto done = &last == &set.all().back() ? begun->all_up() : begun->up_to(last);
  if (!done) return not_replayed(std::move(done).error());
  return {};
}

Result<Catalog> catalog_without_histories(
    Connection& connection, std::span<const std::string> histories) {
  std::vector<schema::Identity> tables;
  for (const std::string& table : histories) {
    const auto named =
        history::HistoryTable::named(table, connection.dialect());
    if (!named) return named.error();
    const auto own = run::tables_of_history(*named);
    tables.insert(tables.end(), own.begin(), own.end());
  }
  const auto model = run::live_schema(connection.session(), tables);
  if (!model) return model.error();
  return schema::catalog_of(*model);
}

Result<std::vector<schema::ObjectDifference>> compare_with_replay(
    Database& database, const ReplayRequest& request) {
  const EmbeddedSet embedded = database.sets.front().embedded;
  const auto set = set_to_look_at(embedded);
  if (!set) return set.error();
  const Migration* last = set->find(request.version);
  if (last == nullptr) return no_such_version(request.version, *set);
  const std::vector<EmbeddedSet> all = with_required(embedded);
  auto scratch = scratch_for(
      request, {.stop = request.stop, .on_connect = on_connect_of(all)});
  if (!scratch) return std::move(scratch).error();
  const std::span<const EmbeddedSet> before(all.data(), all.size() - 1);
  auto replayed =
      replay(scratch->connection, *set, before, *last, request.stop);
  if (!replayed) return std::move(replayed).error();

  const std::vector<std::string> histories = histories_of(database, all);
  const auto made = catalog_without_histories(scratch->connection, histories);
  if (!made) return made.error();
  const auto there = catalog_without_histories(database.connection, histories);
  if (!there) return there.error();
  return schema::differences(*made, *there);
}

}  // namespace godwit::command
