// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/embedded_set.h>
#include <godwit/error.h>
#include <godwit/migration.h>
#include <godwit/migrator.h>
#include <godwit/plan.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"
#include "migration/recorded_history.h"
#include "run/execution.h"
#include "run/held.h"

namespace godwit::rehearsal {

/// A way down without a statement is legal and undoes nothing.
bool is_undone(const Migration& migration) noexcept;

/// Gives an empty database the snapshot of a set, and nothing else. Fails where
/// it is not empty.
Result<void> apply_snapshot(Connection& connection, const MigrationSet& set);

/// When a migration that reaches beyond the database is refused.
enum class Refused : std::uint8_t { before_any_runs, before_it_runs };

/// A set that is run on a database which is thrown away, by a check or a test.
/// Its errors are those of the scripts, with hints for their authors.
class Rehearsal {
 public:
  /// Applies the sets that are required. Refuses a set that reaches beyond the
  /// database: on a server only its text tells, and only before it runs.
  /// Refuses a database that has a history of the set already. The set and the
  /// connection must outlive this. A request to stop ends what runs here, which
  /// then is `cancelled`.
  static Result<Rehearsal> begin(Connection& connection,
                                 const MigrationSet& set,
                                 std::span<const EmbeddedSet> required,
                                 const StopToken& stop = {},
                                 Refused refused = Refused::before_any_runs);

  /// As `up` does, from here on. A check says so in words of its own.
  void refuse_unwritten() { refuses_unwritten_ = true; }

  /// Keeps the lock from one call to the next, as long as all is well, where
  /// nobody asks anything of the database meanwhile.
  void keep_lock() { keeps_lock_ = true; }

  /// Applies all up to this migration and with it, as far as they are not.
  Result<void> up_to(const Migration& last);
  Result<void> all_up();
  /// Applies the next one. Null: all are applied.
  Result<const Migration*> next_up();
  /// The same, and undoes the repeatable scripts again, the last first, up to
  /// one that has no way down.
  Result<void> repeatable_there_and_back();
  /// Undoes the last that was applied.
  Result<void> down();
  /// Applies it again.
  Result<void> up_again(const Migration& migration);

  /// What came of undoing a migration and applying it again.
  struct ThereAndBack {
    std::optional<Error> error = {};
    /// The database is as it was, also after an error.
    bool restored = true;
  };
  ThereAndBack there_and_back(const Migration& last);
  /// Applies all up to this migration, and on the way undoes each that has a
  /// way down and applies it again, in one transaction: the quickest way to
  /// learn that all is well. Only for scripts that run in a transaction.
  ThereAndBack together_to(const Migration& last);

  /// The migration in which the last call failed. Null: it did not, or before
  /// any of them ran.
  const Migration* failed() const noexcept { return failed_; }

 private:
  Rehearsal(Connection& connection, const MigrationSet& set,
            history::HistoryTable table, std::vector<Step> steps,
            driver::ServerFacts facts, StopToken stop)
      : connection_(&connection),
        set_(&set),
        stop_(std::move(stop)),
        table_(std::move(table)),
        steps_(std::move(steps)),
        engine_version_(std::move(facts.version)),
        engine_name_(std::move(facts.engine)) {}

  std::size_t behind(const Migration& migration) const;
  Result<void> up_to(std::size_t end);
  RunReport down_up(TransactionMode mode);
  RunReport run(std::vector<Step> steps, TransactionMode mode);
  Result<void> check(const Plan& plan) const;
  Result<void> lock(run::Listener& listener);
  RecordedHistory rows_beside(const Plan& plan) const;

  Connection* connection_;
  const MigrationSet* set_;
  StopToken stop_;
  history::HistoryTable table_;
  /// All of the set, of which the first `applied_` are applied: nobody else
  /// uses the database, so that the history need not be read again.
  std::vector<Step> steps_;
  std::string engine_version_;
  std::string engine_name_;
  std::size_t applied_ = 0;
  bool refuses_unwritten_ = false;
  bool keeps_lock_ = false;
  std::unique_ptr<run::Held> lock_;
  const Migration* failed_ = nullptr;
};

}  // namespace godwit::rehearsal
