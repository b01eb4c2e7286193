// SPDX-License-Identifier: BSL-1.0
#include "trial/trial.h"

#include <fmt/format.h>
#include <godwit/migration.h>
#include <godwit/migrator.h>

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "history/history_table.h"
#include "migration/file_name.h"
#include "migration/placeholders.h"
#include "rehearsal/rehearsal.h"
#include "run/live_schema.h"
#include "schema/catalog.h"
#include "trial/fill_tables.h"
#include "trial/table_columns.h"

namespace godwit::trial {
namespace {

using rehearsal::Rehearsal;
using schema::Catalog;
using schema::Model;

constexpr std::array<std::pair<std::string_view, Case>, 7> cases = {
    {{"from-empty", Case::from_empty},
     {"up", Case::up},
     {"up-with-rows", Case::up_with_rows},
     {"up-down-up", Case::up_down_up},
     {"up-down-up-with-rows", Case::up_down_up_with_rows},
     {"upgrade", Case::upgrade},
     {"snapshot-equals-migrations", Case::snapshot_equals_migrations}}};

Error no_such_version(const EmbeddedSet& set, const std::string& version) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("there is no migration {} in {}", version, set.name()),
      "correct the call of godwit_add_migration_tests()");
}

Error no_snapshot(const EmbeddedSet& set) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("{} has no snapshot", set.name()),
                    "build the library again");
}

Error not_restored(
    const Script& script, std::string message,
    std::string marks = "'-' is what was there before, '+' what there is now") {
  Error error = make_error(ErrorCode::invalid_migration, std::move(message),
                           std::move(marks));
  error.location = {
      .file = script.file, .line = script.first_line, .column = 1};
  return error;
}

// A part of a trial: what it needs, or why it ended.
using Done = Result<void>;

class Trial {
 public:
  Trial(Connection& connection, const TrialRequest& request)
      : connection_(connection), request_(request) {}

  TrialReport run() {
    if (auto done = attempt(); !done) report_.error = std::move(done).error();
    return std::move(report_);
  }

 private:
  Done attempt() {
    auto set = set_to_look_at(request_.set);
    if (!set) return std::move(set).error();
    migrations_ = std::make_shared<const MigrationSet>(*std::move(set));
    if (auto done = prepare(); !done) return done;
    switch (request_.what) {
      case Case::from_empty:
        return all_from_empty();
      case Case::up:
        return up(false);
      case Case::up_with_rows:
        return up(true);
      case Case::up_down_up:
        return up_down_up(false);
      case Case::up_down_up_with_rows:
        return up_down_up(true);
      case Case::upgrade:
        return upgrade();
      case Case::snapshot_equals_migrations:
        return snapshot_equals_migrations();
    }
    return {};
  }

  // The tables of the history are made here, so that they make no difference.
  Done prepare() {
    for (const EmbeddedSet set : request_.before) {
      if (auto done = note_history(set.history_table()); !done) return done;
    }
    if (auto done = note_history(migrations_->history_table()); !done) {
      return done;
    }
    auto begun = Rehearsal::begin(connection_, *migrations_, request_.before);
    if (!begun) return std::move(begun).error();
    rehearsal_ = *std::move(begun);
    rehearsal_->refuse_unwritten();
    return {};
  }

  Done all_from_empty() {
    if (auto done = rehearsal_->all_up(); !done) return done;
    return Migrator(connection_, migrations_).verify({.exact = true});
  }

  Done upgrade() {
    const Migration* migration = find();
    if (migration == nullptr) {
      return no_such_version(request_.set, request_.version);
    }
    if (auto done = rehearsal_->up_to(*migration); !done) return done;
    const auto before = model();
    if (!before) return before.error();
    if (auto done = fill(*before); !done) return done;
    return all_from_empty();
  }

  // What comes after it must apply to what either has made.
  Done snapshot_equals_migrations() {
    const Snapshot* snapshot = migrations_->snapshot();
    if (snapshot == nullptr || request_.second == nullptr) {
      return no_snapshot(request_.set);
    }
    Connection& second = *request_.second;
    auto done = rehearsal_->up_to(*migrations_->find(snapshot->at));
    if (!done) return done;
    const auto made = model();
    if (!made) return made.error();
    const auto rows = rows_of(connection_, *made);
    if (!rows) return rows.error();
    done = rehearsal::apply_snapshot(second, *migrations_);
    if (!done) return done;
    if (done = same_as_snapshot(*made, *rows); !done) return done;
    const RunReport rest = Migrator(second, migrations_).up();
    if (!rest.ok()) return *rest.error;
    return all_from_empty();
  }

  Done same_as_snapshot(const Model& made, const Catalog& rows) {
    const Script& script = migrations_->snapshot()->script;
    const auto now = model_of(*request_.second);
    if (!now) return now.error();
    report_.difference = difference(made, *now);
    if (!report_.difference.empty()) {
      return unequal_snapshot(script, "another schema than");
    }
    const auto rows_now = rows_of(*request_.second, *now);
    if (!rows_now) return rows_now.error();
    report_.difference = schema::difference(rows, *rows_now);
    if (!report_.difference.empty()) {
      return unequal_snapshot(script, "other rows than");
    }
    return {};
  }

  // How many: enough to tell that those which migrations insert are forgotten.
  Result<Catalog> rows_of(Connection& connection, const Model& model) {
    Catalog counts;
    for (const Table& table : tables_to_fill(model)) {
      const auto rows = connection.session().query(
          {.sql = fmt::format("SELECT count(*) FROM {}", table.name),
           .pinned = false});
      if (!rows) return rows.error();
      counts["table " + table.name] = {
          fmt::format("{} rows", (*rows)[0][0].value_or(""))};
    }
    return counts;
  }

  Error unequal_snapshot(const Script& script, std::string_view what) {
    return not_restored(
        script,
        fmt::format("the snapshot makes {} the migrations up to {}", what,
                    migrations_->snapshot()->at.text()),
        "'-' is what the migrations make, '+' what the snapshot makes");
  }

  Done up(bool with_rows) {
    const Migration* migration = find();
    if (migration == nullptr) {
      return no_such_version(request_.set, request_.version);
    }
    if (auto done = up_to_the_one_before(*migration); !done) return done;
    if (with_rows) {
      const auto before = model();
      if (!before) return before.error();
      if (auto done = fill(*before); !done) return done;
    }
    return rehearsal_->up_to(*migration);
  }

  Done up_down_up(bool with_rows) {
    const Migration* migration = find();
    if (migration == nullptr || !migration->down) {
      return no_such_version(request_.set, request_.version);
    }
    if (auto done = up_to_the_one_before(*migration); !done) return done;
    const auto before = model_with_rows(with_rows);
    if (!before) return before.error();
    if (auto done = rehearsal_->up_to(*migration); !done) return done;
    const auto after = model_with_rows(with_rows);
    if (!after) return after.error();
    if (auto done = rehearsal_->down(); !done) return done;
    if (auto done = same(
            *before, *migration->down,
            fmt::format("undoing {} does not restore the schema",
                        migration_label(migration->version, migration->name)));
        !done) {
      return done;
    }
    if (auto done = rehearsal_->up_again(*migration); !done) return done;
    return same(
        *after, migration->up,
        fmt::format("{} makes another schema after it was undone",
                    migration_label(migration->version, migration->name)));
  }

  Done up_to_the_one_before(const Migration& migration) {
    const auto all = migrations_->all();
    const auto index = static_cast<std::size_t>(&migration - all.data());
    if (index == 0) return {};
    return rehearsal_->up_to(all[index - 1]);
  }

  Done same(const Model& expected, const Script& script, std::string message) {
    const auto now = model();
    if (!now) return now.error();
    report_.difference = difference(expected, *now);
    if (report_.difference.empty()) return {};
    return not_restored(script, std::move(message));
  }

  // Read once: to fill the tables, and to be compared.
  Result<Model> model_with_rows(bool with_rows) {
    auto found = model();
    if (!found || !with_rows) return found;
    if (auto done = fill(*found); !done) return std::move(done).error();
    return found;
  }

  Done fill(const Model& model) {
    auto complaints = fill_tables(connection_.session(), model, {});
    if (!complaints) return std::move(complaints).error();
    report_.notes = *std::move(complaints);
    return {};
  }

  static std::string difference(const Model& before, const Model& after) {
    return schema::difference(schema::catalog_of(before),
                              schema::catalog_of(after));
  }

  Result<Model> model() { return model_of(connection_); }

  Result<Model> model_of(Connection& connection) {
    return run::live_schema(connection.session(), history_);
  }

  Done note_history(std::string_view name) {
    auto table = history::HistoryTable::named(name, connection_.dialect());
    if (!table) return std::move(table).error();
    const auto tables = run::tables_of_history(*table);
    history_.insert(history_.end(), tables.begin(), tables.end());
    return {};
  }

  const Migration* find() const {
    const auto version = Version::parse(request_.version);
    return version ? migrations_->find(*version) : nullptr;
  }

  Connection& connection_;
  const TrialRequest& request_;
  std::shared_ptr<const MigrationSet> migrations_;
  std::optional<Rehearsal> rehearsal_;
  /// Its tables.
  std::vector<schema::Identity> history_;
  TrialReport report_;
};

}  // namespace

std::optional<Case> case_named(std::string_view name) noexcept {
  for (const auto& [known, value] : cases) {
    if (known == name) return value;
  }
  return std::nullopt;
}

TrialReport run_trial(Connection& connection, const TrialRequest& request) {
  return Trial(connection, request).run();
}

}  // namespace godwit::trial
