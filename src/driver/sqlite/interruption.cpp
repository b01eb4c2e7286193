// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/interruption.h"

#include "base/backoff.h"

namespace godwit::driver::sqlite {
namespace {

constexpr int instructions_between_looks = 10'000;

// SQLite forgets an interruption that comes just before the statement begins.
constexpr std::chrono::milliseconds again_after{20};

}  // namespace

// SQLite forgets an interruption that comes between two statements, so that one
// that is just about to begin would run to its end. On our own connections the
// progress handler closes that gap.
Interruption::Interruption(sqlite3* db, bool owned, const StopToken& stop,
                           Ticker& ticker)
    : db_(db),
      owned_(owned),
      stop_(stop),
      ticker_(ticker),
      callback_(stop, [db] { sqlite3_interrupt(db); }) {
  if (!owned_) return;
  sqlite3_progress_handler(db_, instructions_between_looks, look, this);
}

int Interruption::look(void* interruption) {
  const auto& self = *static_cast<Interruption*>(interruption);
  self.ticker_.look();
  return self.stop_.stop_requested() ? 1 : 0;
}

Interruption::~Interruption() {
  if (owned_) sqlite3_progress_handler(db_, 0, nullptr, nullptr);
}

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
