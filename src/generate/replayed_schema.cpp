// SPDX-License-Identifier: BSL-1.0
#include "generate/replayed_schema.h"

#include <span>
#include <utility>

#include "generate/replay.h"
#include "migration/on_connect.h"
#include "migration/placeholders.h"
#include "run/live_schema.h"

namespace godwit::generate {

Result<ReplayGround> replay_ground(const ReplayRequest& request) {
  auto set = set_to_look_at(request.set);
  if (!set) return std::move(set).error();
  std::vector<schema::Identity> histories;
  for (const EmbeddedSet one : request.before) {
    const auto earlier = set_to_look_at(one);
    if (!earlier) return earlier.error();
    if (auto noted = note_history(*earlier, histories); !noted) {
      return std::move(noted).error();
    }
  }
  if (auto noted = note_history(*set, histories); !noted) {
    return std::move(noted).error();
  }
  auto scratch =
      scratch_for_replay(request.server, set->dialect(),
                         {.stop = request.stop,
                          .on_connect = on_connect_of(
                              std::span(&request.set, 1), request.on_connect)});
  if (!scratch) return std::move(scratch).error();
  if (auto done = apply_sets(request.before, scratch->connection, request.stop);
      !done) {
    return std::move(done).error();
  }
  return ReplayGround{*std::move(set), std::move(histories),
                      *std::move(scratch)};
}

Result<ReplayedSchema> replayed_schema(const ReplayRequest& request) {
  auto ground = replay_ground(request);
  if (!ground) return std::move(ground).error();
  const auto& histories = ground->histories;
  Connection& connection = ground->scratch.connection;
  auto before = run::live_schema(connection.session(), histories);
  if (!before) return std::move(before).error();
  if (auto done = replay(ground->set, {}, connection, request.stop); !done) {
    return std::move(done).error();
  }
  auto model = run::live_schema(connection.session(), histories);
  if (!model) return std::move(model).error();
  auto live = run::live_digest(connection.session(), histories);
  if (!live) return std::move(live).error();
  auto facts = connection.session().facts();
  if (!facts) return std::move(facts).error();
  return ReplayedSchema{.before = *std::move(before),
                        .made = {.model = *std::move(model),
                                 .digest = std::string(request.set.digest()),
                                 .server_version = std::move(facts->version),
                                 .live_digest = *std::move(live)}};
}

}  // namespace godwit::generate
