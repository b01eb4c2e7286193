// SPDX-License-Identifier: BSL-1.0
#include <godwit/backup.h>

#include "driver/session.h"
#include "history/history_table.h"
#include "run/held.h"
#include "run/limited.h"
#include "run/protection.h"
#include "run/transfer.h"

namespace godwit {
Result<void> back_up(Connection& connection, const std::string& file,
                     const MigratorOptions& options) {
  run::Limited limited(connection.session(), options);
  auto done =
      connection.session().back_up(run::transfer(file, file, options, limited));
  limited.listener().rethrow();
  return done;
}

Result<void> restore(Connection& connection, const std::string& file,
                     const MigratorOptions& options) {
  driver::Session& session = connection.session();
  run::Limited limited(session, options);
  const auto table =
      history::HistoryTable::named(options.history_table, session.dialect());
  if (!table) return table.error();
  auto done = session.lock({.name = table->name(), .exclusive = true},
                           limited.listener(), limited.stop());
  if (done) {
    const run::Held held(session);
    if (auto free = run::check_unprotected(session, *table); !free) {
      return free;
    }
    const std::string description = connection.description();
    done = session.restore(run::transfer(file, description, options, limited));
  }
  limited.listener().rethrow();
  return done;
}

}  // namespace godwit
