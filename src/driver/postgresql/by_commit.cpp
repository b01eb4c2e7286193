// SPDX-License-Identifier: BSL-1.0
#include <chrono>
#include <utility>
#include <vector>

#include "driver/postgresql/recording.h"
#include "driver/postgresql/run_state.h"
#include "driver/postgresql/step_database.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::steady_clock;

/// Code that commits in parts.
class CommitByCommit {
 public:
  CommitByCommit(RunState& state, std::size_t task)
      : state_(state), task_(task) {}

  void run() {
    state_.observer.started(task_);
    state_.ticker.begin(task_);
    if (auto done = carry_out(); !done) {
      state_.fail(task_, std::move(done).error());
    } else {
      state_.outcome.committed = task_ + 1;
      state_.observer.finished(task_, elapsed());
    }
    if (state_.is_connected()) state_.clean_up();
  }

 private:
  Result<void> carry_out() {
    const auto& records = state_.tasks[task_].records;
    // From here on the row in the history is ours.
    Commands begin;
    begin.add(Guard::begin);
    auto taken = commit_record(state_, begin, records.front(), elapsed());
    if (!taken) return taken;
    PostgresqlStepDatabase database(state_, task_);
    auto done = database.call();
    state_.outcome.statements_kept = database.commits();
    if (!done) return done;
    return database.keep(records.back(), elapsed());
  }

  std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        steady_clock::now() - began_);
  }

  RunState& state_;
  std::size_t task_;
  steady_clock::time_point began_ = steady_clock::now();
};

}  // namespace

void run_by_commit(RunState& state, std::size_t task) {
  if (state.may_begin(task)) CommitByCommit(state, task).run();
}

}  // namespace godwit::driver::postgresql
