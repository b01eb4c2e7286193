// SPDX-License-Identifier: BSL-1.0
#include "command/drift.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "command/replay.h"
#include "driver/driver.h"
#include "driver/scratch.h"
#include "history/history_table.h"
#include "migration/on_connect.h"
#include "plan/refusals.h"
#include "run/drift.h"
#include "run/live_schema.h"

namespace godwit::command {
namespace {

using schema::ExpectedSchema;

Error nothing_applied() {
  return make_error(ErrorCode::invalid_argument,
                    "the database has no history, so nothing says which "
                    "migrations made it",
                    "apply them first, or record by baseline what it has");
}

Error needs_scratch(Error why) {
  why.hint =
      "name with DriftSearch::scratch a server on which the migrations may be "
      "run, or " +
      why.hint;
  return why;
}

Result<std::vector<schema::Identity>> histories_of(const Database& database) {
  std::vector<schema::Identity> all;
  for (const MigratedSet& set : database.sets) {
    for (const std::string_view name :
         {std::string_view(set.history_table), set.embedded.history_table()}) {
      const auto table =
          history::HistoryTable::named(name, set.embedded.dialect());
      if (!table) return table.error();
      for (schema::Identity& one : run::tables_of_history(*table)) {
        all.push_back(std::move(one));
      }
    }
  }
  return all;
}

// What another set requires is in what is expected of that one.
bool is_required_by_another(const Database& database, const MigratedSet& set) {
  return std::any_of(
      database.sets.begin(), database.sets.end(), [&](const auto& other) {
        if (other.embedded == set.embedded) return false;
        const auto all = with_required(other.embedded);
        return std::find(all.begin(), all.end(), set.embedded) != all.end();
      });
}

// The last that is applied, if that is all that the database has. Null: nothing
// is.
Result<const Migration*> last_applied(const MigrationSet& set,
                                      const Status& status) {
  const Migration* last = nullptr;
  bool pending = false;
  for (const StatusEntry& entry : status.entries) {
    if (entry.kind != MigrationKind::versioned) continue;
    if (entry.state == MigrationState::replaced) continue;
    pending = pending || entry.state == MigrationState::pending;
    const bool known = entry.state == MigrationState::applied ||
                       entry.state == MigrationState::edited;
    if (known && !pending) last = set.find(entry.version);
    if (!known && entry.state != MigrationState::pending) {
      return not_verified(status, {.exact = true});
    }
  }
  return last;
}

class Search {
 public:
  Search(Database& database, const DriftSearch& search,
         std::span<const schema::Identity> histories)
      : database_(&database), search_(&search), histories_(histories) {}

  // Whether what the set makes is all that is there, as far as a digest tells.
  Result<bool> has_expected_digest(MigratedSet& set) const {
    const auto status = set.migrator.status();
    if (!status) return status.error();
    if (!status->exact()) return false;
    const auto migrations =
        MigrationSet::from(set.embedded, search_->placeholders);
    if (!migrations) return migrations.error();
    return run::has_expected_digest(database_->connection.session(),
                                    *migrations, histories_);
  }

  // Absent: nothing of it is applied.
  Result<std::optional<ExpectedSchema>> expected_of(MigratedSet& set) const {
    std::optional<ExpectedSchema> expected;
    const auto migrations =
        MigrationSet::from(set.embedded, search_->placeholders);
    if (!migrations) return migrations.error();
    const auto status = set.migrator.status();
    if (!status) return status.error();
    const auto last = last_applied(*migrations, *status);
    if (!last) return last.error();
    if (*last == nullptr) return expected;
    const bool complete = status->exact();
    // Those that were applied are of other versions than a run up to there.
    if (!complete && !migrations->repeatable().empty()) {
      return not_verified(*status, {.exact = true});
    }
    auto found =
        complete
            ? run::expected_schema(*migrations)
            : Result<ExpectedSchema>(not_verified(*status, {.exact = true}));
    if (!found && can_replay()) {
      found = replayed(set.embedded, *migrations, **last);
    }
    if (!found) return needs_scratch(std::move(found).error());
    expected = *std::move(found);
    return expected;
  }

 private:
  bool can_replay() const {
    return search_->scratch.has_value() ||
           driver::scratch_driver(database_->connection.dialect()) != nullptr;
  }

  Result<ExpectedSchema> replayed(EmbeddedSet embedded, const MigrationSet& set,
                                  const Migration& last) const {
    const std::vector<EmbeddedSet> all = with_required(embedded);
    auto place = driver::make_scratch(
        search_->scratch, set.dialect(),
        {.stop = search_->stop, .on_connect = on_connect_of(all)});
    if (!place) return std::move(place).error();
    const std::span<const EmbeddedSet> before(all.data(), all.size() - 1);
    auto done = replay(place->connection, set, before, last, search_->stop);
    if (!done) return std::move(done).error();
    driver::Session& session = place->connection.session();
    auto model = run::live_schema(session, histories_);
    if (!model) return std::move(model).error();
    auto facts = session.facts();
    if (!facts) return std::move(facts).error();
    return ExpectedSchema{.model = *std::move(model),
                          .server_version = std::move(facts->version)};
  }

  Database* database_;
  const DriftSearch* search_;
  std::span<const schema::Identity> histories_;
};

void add(ExpectedSchema one, std::optional<ExpectedSchema>& all) {
  if (!all) {
    all = std::move(one);
    return;
  }
  all->model.facts.merge(one.model.facts);
  all->model.needs.merge(one.model.needs);
}

}  // namespace

Result<Drift> find_drift(Database& database, const DriftSearch& search) {
  const auto histories = histories_of(database);
  if (!histories) return histories.error();
  const Search of_sets(database, search, *histories);
  std::vector<MigratedSet*> asked;
  for (MigratedSet& set : database.sets) {
    if (!is_required_by_another(database, set)) asked.push_back(&set);
  }
  if (asked.size() == 1) {
    const auto same = of_sets.has_expected_digest(*asked.front());
    if (!same) return same.error();
    if (*same) return Drift{};
  }
  std::optional<ExpectedSchema> all;
  for (MigratedSet* set : asked) {
    auto expected = of_sets.expected_of(*set);
    if (!expected) return std::move(expected).error();
    if (*expected) add(**std::move(expected), all);
  }
  if (!all) return nothing_applied();
  return run::find_drift(database.connection.session(), *all, *histories,
                         search.request);
}

}  // namespace godwit::command
