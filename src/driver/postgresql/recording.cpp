// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/recording.h"

#include <fmt/format.h>

#include <chrono>

#include "base/errors.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

// Others may lock the history for a moment.
constexpr std::chrono::seconds record_patience{30};

Error history_is_locked() {
  return make_error(
      ErrorCode::locked,
      fmt::format("the progress could not be recorded within {} s: somebody "
                  "has locked the history",
                  record_patience.count()),
      "see in pg_locks who, and run again when that is over");
}

}  // namespace

Commands become_recorder() {
  Commands commands;
  commands.add("SET LOCAL ROLE NONE");
  commands.add("SET LOCAL statement_timeout = 0");
  commands.add("SET LOCAL lock_timeout = 0");
  commands.add(Guard::pin);
  return commands;
}

Result<void> send_record(const RunState& state, const Commands& commands) {
  const ResultHandle failure = converse(
      state.connection, state.lock.marker() + commands.text,
      {.deadline = deadline_after(record_patience)}, [](const PGresult*) {});
  if (!failure) return {};
  if (auto guarded = Guard::explain(failure.get())) return *std::move(guarded);
  Error error = server_error(state.connection, failure.get());
  // Cancelled by nobody but us, when its time was over.
  if (error.sqlstate == "57014") return history_is_locked();
  return error;
}

Result<void> commit_record(const RunState& state, Commands before,
                           const std::vector<Query>& record,
                           std::chrono::microseconds elapsed) {
  const auto guarded = state.guard.record(state.connection, record,
                                          Guard::Transaction::ours, elapsed);
  if (!guarded) return guarded.error();
  before.add(become_recorder());
  before.add(*guarded);
  before.add("COMMIT");
  return send_record(state, before);
}

}  // namespace godwit::driver::postgresql
