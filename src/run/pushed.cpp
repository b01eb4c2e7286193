// SPDX-License-Identifier: BSL-1.0
#include "run/pushed.h"

#include <godwit/migrator.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "driver/driver.h"
#include "driver/scratch.h"
#include "run/drift.h"
#include "run/live_schema.h"
#include "schema/fingerprint.h"

namespace godwit::run {
namespace {

using schema::Identity;
using schema::Model;

Error of_the_replay(Error error) {
  error.notes.emplace_back(
      "this was the run of the migrations on a scratch database, to see which "
      "schema they make");
  return error;
}

/// Absent: this dialect has no scratch databases of its own.
Result<std::optional<Model>> replayed(const MigrationSet& set,
                                      const history::HistoryTable& table,
                                      std::span<const EmbeddedSet> required,
                                      std::span<const Identity> histories) {
  if (driver::scratch_driver(set.dialect()) == nullptr) {
    return std::optional<Model>();
  }
  auto scratch = driver::make_scratch({}, set.dialect(), {});
  if (!scratch) return std::move(scratch).error();
  for (const EmbeddedSet one : required) {
    const RunReport report = Migrator(scratch->connection, one).up();
    if (!report.ok()) return of_the_replay(*report.error);
  }
  // Of somebody else, who outlives it.
  const std::shared_ptr<const MigrationSet> shared(std::shared_ptr<void>(),
                                                   &set);
  const RunReport report =
      Migrator(scratch->connection, shared, {.history_table = table.name()})
          .up();
  if (!report.ok()) return of_the_replay(*report.error);
  auto model = live_schema(scratch->connection.session(), histories);
  if (!model) return std::move(model).error();
  return std::optional(*std::move(model));
}

/// As the build has written it down, or else by what the migrations do.
/// Absent: nobody knows.
Result<std::optional<Model>> made_by(const MigrationSet& set,
                                     const history::HistoryTable& table,
                                     std::span<const EmbeddedSet> required,
                                     std::span<const Identity> histories) {
  auto expected = expected_schema(set);
  if (expected) return std::optional(std::move(expected->model));
  if (expected.error().code != ErrorCode::unsupported) {
    return std::move(expected).error();
  }
  return replayed(set, table, required, histories);
}

PushedSchema compared(const Model& live, const std::optional<Model>& expected,
                      const std::string& pushed) {
  if (!expected) return PushedSchema::unknown;
  if (schema::differences(*expected, live).empty()) return PushedSchema::of_set;
  return schema::fingerprint(live) == pushed ? PushedSchema::pushed
                                             : PushedSchema::other;
}

}  // namespace

Result<void> look_at_pushed(driver::Session& session, const MigrationSet& set,
                            const history::HistoryTable& table,
                            std::span<const EmbeddedSet> required,
                            RecordedHistory& history) {
  if (!history.pushed) return {};
  const auto histories = tables_of_histories(table, required);
  if (!histories) return histories.error();
  const auto live = live_schema(session, *histories);
  if (!live) return live.error();
  const auto expected = made_by(set, table, required, *histories);
  if (!expected) return expected.error();
  history.pushed_schema = compared(*live, *expected, *history.pushed);
  return {};
}

}  // namespace godwit::run
