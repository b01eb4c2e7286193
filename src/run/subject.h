// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migrator.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/session.h"
#include "history/history_table.h"
#include "migration/recorded_history.h"
#include "run/execution.h"

namespace godwit::run {

using SharedSet = std::shared_ptr<const MigrationSet>;

/// The history's table and the set, once both are known to fit the database.
struct Subject {
  history::HistoryTable table;
  SharedSet set;
};

Result<Subject> subject(const driver::Session& session,
                        const Result<SharedSet>& set,
                        const MigratorOptions& options);

/// The table that was chosen, or else that of the set.
Result<history::HistoryTable> table_for(const driver::Session& session,
                                        std::string_view chosen,
                                        std::string_view set);

Error other_dialect(Dialect set, Dialect connection);

/// The sets that go before, in their order. None of one that was given
/// ready-made, which does not know them.
std::vector<EmbeddedSet> required_by(const std::optional<EmbeddedSet>& set);

/// `set_digest`: of the set that the program carries.
ExecutionOptions execution_options(const MigratorOptions& options,
                                   std::string set_digest);

/// What the history says to somebody without the lock: a row that is not
/// complete is interrupted only if nobody is working on it.
Result<RecordedHistory> look(driver::Session& session,
                             const history::HistoryTable& table);

}  // namespace godwit::run
