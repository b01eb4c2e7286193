// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/confined_session.h"

#include <utility>

namespace godwit::driver::sqlite {

ConfinedSession::ConfinedSession(OpenDatabase database)
    : confinement_(database.handle.get()), session_(std::move(database)) {}

Result<Rows> ConfinedSession::query(const Query& query) {
  confinement_.forget();
  auto rows = session_.query(query);
  if (rows || confinement_.refused().empty()) return rows;
  return confinement_.error();
}

// The first failure ends a run, so it is that of what was refused.
Outcome ConfinedSession::run(std::span<const Task> tasks, TransactionMode mode,
                             Observer& observer, const StopToken& stop) {
  confinement_.forget();
  Outcome outcome = session_.run(tasks, mode, observer, stop);
  if (outcome.failure && !confinement_.refused().empty()) {
    outcome.failure->error = confinement_.error();
  }
  return outcome;
}

}  // namespace godwit::driver::sqlite
