// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/statement_limit.h"

#include "base/backoff.h"

namespace godwit::driver::sqlite {
namespace {

// SQLite forgets an interruption that comes just before the statement begins.
constexpr std::chrono::milliseconds again_after{20};

}  // namespace

StatementLimit::StatementLimit(sqlite3* db, std::chrono::milliseconds limit) {
  const Deadline deadline = deadline_after(limit);
  if (limit.count() <= 0 || deadline == no_deadline) return;
  thread_ = BackgroundThread([this, db, deadline](const StopToken& over) {
    for (Deadline next = deadline; sleep_until(next, over);
         next = deadline_after(again_after)) {
      reached_ = true;
      sqlite3_interrupt(db);
    }
  });
}

}  // namespace godwit::driver::sqlite
