// SPDX-License-Identifier: BSL-1.0
#include "run/unsettled_status.h"

#include <utility>

#include "history/history_reader.h"
#include "migration/set_reader.h"
#include "plan/plan.h"
#include "run/subject.h"

namespace godwit::run {
namespace {

using MaybeStatus = std::optional<Status>;

// It may be gone since the rows were compared. In the set another one may stand
// before it, which is older than what is settled and no part of that.
bool begins_with(const std::string& version, const MigrationSet& set,
                 const RecordedHistory& history) {
  return !history.applied.empty() &&
         history.applied.front().version.text() == version && !set.empty() &&
         set.all().front().version.text() == version;
}

}  // namespace

Result<std::optional<Status>> unsettled_status(driver::Session& session,
                                               EmbeddedSet embedded,
                                               const MigratorOptions& options,
                                               std::size_t last) {
  if (embedded.outline().empty() || embedded.size() <= last)
    return MaybeStatus();
  const auto table =
      table_for(session, options.history_table, embedded.history_table());
  if (!table || embedded.dialect() != session.dialect()) return MaybeStatus();
  auto unsettled = history::read_unsettled(session, *table, embedded, last);
  if (!unsettled) return std::move(unsettled).error();
  if (!*unsettled) return MaybeStatus();
  auto& [position, next, history] = **unsettled;
  const auto set = read_from(embedded, position);
  const bool told =
      set && begins_with(next, *set, history) && !history.unfinished();
  if (!told) return MaybeStatus();
  Status status = make_status(*set, std::move(history));
  status.settled = position.migrations;
  auto holder = session.lock_holder(table->name());
  if (!holder) return std::move(holder).error();
  status.running = std::move(*holder).value_or("");
  return std::optional(std::move(status));
}

}  // namespace godwit::run
