// SPDX-License-Identifier: BSL-1.0
#include <utility>
#include <vector>

#include "driver/libsql/open_transaction.h"
#include "driver/libsql/run_state.h"
#include "driver/libsql/step_database.h"
#include "driver/sqlite_dialect/violations.h"

namespace godwit::driver::libsql {
namespace {

/// Code that commits in parts.
class CommitByCommit {
 public:
  CommitByCommit(RunState& state, std::size_t task)
      : state_(state), task_(task), transaction_(state) {}

  void run() {
    state_.start(task_);
    state_.begin_tasks(task_, 1);
    known_ = sqlite::find_violations(rows());
    if (auto done = carry_out(); !done) {
      return state_.fail(task_, std::move(done).error());
    }
    state_.outcome.committed = task_ + 1;
    state_.observer.finished(task_, state_.elapsed());
  }

 private:
  const Task& task() const { return state_.tasks[task_]; }

  Result<void> carry_out() {
    // From here on the row in the history is ours.
    if (auto begun = transaction_.begin(); !begun) return begun;
    auto taken = transaction_.keep(task_, task().records.front());
    if (!taken) return taken;
    LibsqlStepDatabase database(state_, task_, transaction_);
    auto done = database.call();
    state_.outcome.statements_kept = database.commits();
    if (!done) return done;
    if (auto clean = check_foreign_keys(); !clean) return clean;
    return transaction_.keep(task_, task().records.back());
  }

  // Once, as for a file.
  Result<void> check_foreign_keys() {
    const auto now = sqlite::find_violations(rows());
    const auto added = sqlite::new_violations(rows(), known_, now);
    if (added.empty()) return {};
    return sqlite::foreign_key_violation(added);
  }

  sqlite::AskRows rows() {
    return [this](const Query& query) { return transaction_.rows(query); };
  }

  RunState& state_;
  std::size_t task_;
  OpenTransaction transaction_;
  std::vector<sqlite::Violation> known_;
};

}  // namespace

void run_by_commit(RunState& state, std::size_t task) {
  CommitByCommit(state, task).run();
}

}  // namespace godwit::driver::libsql
