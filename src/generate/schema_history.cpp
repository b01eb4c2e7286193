// SPDX-License-Identifier: BSL-1.0
#include "generate/schema_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/errors.h"
#include "generate/replay.h"
#include "rehearsal/rehearsal.h"
#include "run/live_schema.h"

namespace godwit::generate {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

Error no_such_step(const SchemaHistory& history, const Version& version) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} has no migration {}", history.set, version.text()),
      "name one that it has, by its version");
}

// Where a column stands may change though nothing else does. Where an index or
// a table stands says nothing.
bool is_same(const Fact& before, const Fact& after) {
  const bool has_place =
      after.id.kind == Kind::column || after.id.kind == Kind::constraint;
  return before.aspects == after.aspects && before.text == after.text &&
         before.name == after.name &&
         (!has_place || before.position == after.position);
}

std::vector<ChangedFact> changes_of(const Model& before, const Model& after) {
  std::vector<ChangedFact> changes;
  auto one = before.facts.begin();
  auto other = after.facts.begin();
  while (one != before.facts.end() || other != after.facts.end()) {
    const bool gone = other == after.facts.end() ||
                      (one != before.facts.end() && one->first < other->first);
    const bool added =
        !gone && (one == before.facts.end() || other->first < one->first);
    if (gone) {
      changes.push_back({one->first, one->second, {}});
    } else if (added) {
      changes.push_back({other->first, {}, other->second});
    } else if (!is_same(one->second, other->second)) {
      changes.push_back({one->first, one->second, other->second});
    }
    if (!added) ++one;
    if (!gone) ++other;
  }
  return changes;
}

ReplayedStep step_between(const Migration& migration, const Model& before,
                          const Model& after) {
  ReplayedStep step{.version = migration.version,
                    .name = migration.name,
                    .changes = changes_of(before, after)};
  std::set_difference(after.needs.begin(), after.needs.end(),
                      before.needs.begin(), before.needs.end(),
                      std::back_inserter(step.new_needs));
  std::set_difference(before.needs.begin(), before.needs.end(),
                      after.needs.begin(), after.needs.end(),
                      std::back_inserter(step.gone_needs));
  return step;
}

void take_step(const ReplayedStep& step, Model& model) {
  for (const ChangedFact& change : step.changes) {
    if (change.after) {
      model.facts.insert_or_assign(change.id, *change.after);
    } else {
      model.facts.erase(change.id);
    }
  }
  for (const auto& need : step.gone_needs) model.needs.erase(need);
  model.needs.insert(step.new_needs.begin(), step.new_needs.end());
}

constexpr std::array table_kinds = {Kind::table, Kind::virtual_table,
                                    Kind::view, Kind::materialized_view};

bool is_table(const Identity& id) {
  return std::find(table_kinds.begin(), table_kinds.end(), id.kind) !=
         table_kinds.end();
}

// In the order of the changes, each once.
void note(const ChangedFact& change, std::vector<const ChangedFact*>& noted) {
  const auto place = std::lower_bound(noted.begin(), noted.end(), &change);
  if (place == noted.end() || *place != &change) noted.insert(place, &change);
}

void note_owner(const Model& model, const Identity& id,
                const ChangedFact& change, TouchedTables& tables) {
  if (is_table(id)) note(change, tables[id]);
  if (id.table.empty()) return;
  for (const Kind kind : table_kinds) {
    const Identity table{kind, id.schema, "", id.table};
    if (model.find(table) != nullptr) note(change, tables[table]);
  }
}

// Of what is in the model. A comment is about what it needs.
void note_owners(const Model& model, const ReplayedStep& step,
                 TouchedTables& tables) {
  for (const ChangedFact& change : step.changes) {
    if (!change.is_seen() || model.find(change.id) == nullptr) continue;
    if (change.id.kind != Kind::comment) {
      note_owner(model, change.id, change, tables);
      continue;
    }
    for (auto need =
             model.needs.lower_bound({change.id, Identity{Kind::schema}});
         need != model.needs.end() && need->first == change.id; ++need) {
      note_owner(model, need->second, change, tables);
    }
  }
}

using ColumnFacts = std::map<std::string, decltype(Fact::aspects)>;

ColumnFacts column_facts(const Model& model, const Identity& table) {
  ColumnFacts columns;
  for (const Fact* column : model.parts_of(table, Kind::column)) {
    columns.emplace(column->id.name, column->aspects);
  }
  return columns;
}

/// What a step did, found while a model takes it.
struct Deed {
  TouchedTables tables = {};
  /// The new name of each table that got one, and the old one. No database says
  /// so: one goes while another one comes with the same columns.
  std::map<Identity, Identity> former = {};
};

Deed take_and_look(const ReplayedStep& step, Model& model) {
  Deed touched;
  note_owners(model, step, touched.tables);
  std::map<Identity, ColumnFacts> gone;
  for (const ChangedFact& change : step.changes) {
    if (is_table(change.id) && !change.after) {
      gone.emplace(change.id, column_facts(model, change.id));
    }
  }
  take_step(step, model);
  note_owners(model, step, touched.tables);
  for (const ChangedFact& change : step.changes) {
    if (!is_table(change.id) || change.before) continue;
    const ColumnFacts columns = column_facts(model, change.id);
    const auto old =
        std::find_if(gone.begin(), gone.end(), [&](const auto& one) {
          return one.first.kind == change.id.kind && !columns.empty() &&
                 one.second == columns;
        });
    if (old != gone.end()) touched.former.emplace(change.id, old->first);
  }
  return touched;
}

// What is another one wherever the schema may have changed, and is asked for in
// far less time than the schema. Of PostgreSQL: how many rows the catalogs
// have, and the last transaction that wrote one.
std::string mark_query(Dialect dialect) {
  if (dialect == Dialect::sqlite) return "PRAGMA schema_version";
  std::string sql;
  for (const char* catalog :
       {"attrdef",       "attribute",     "class",     "collation",
        "constraint",    "default_acl",   "depend",    "description",
        "enum",          "event_trigger", "extension", "index",
        "inherits",      "namespace",     "policy",    "proc",
        "publication",   "range",         "rewrite",   "sequence",
        "statistic_ext", "trigger",       "type"}) {
    sql += fmt::format(
        "{}SELECT count(*), max(xmin::text::bigint) FROM pg_catalog.pg_{}",
        sql.empty() ? "" : " UNION ALL ", catalog);
  }
  return sql;
}

Result<driver::Rows> schema_mark(driver::Session& session) {
  return session.query(
      {.sql = mark_query(session.dialect()), .reads_only = true});
}

// And not of what it ran on, which may be there again the next time.
bool is_of_a_script(const Error& error) {
  return !error.location.file.empty() && error.code != ErrorCode::cancelled &&
         error.code != ErrorCode::connection_lost;
}

}  // namespace

Model SchemaHistory::at(std::size_t count) const {
  Model model = begin;
  for (std::size_t i = 0; i < count; ++i) take_step(steps[i], model);
  return model;
}

Result<std::size_t> SchemaHistory::step_of(const Version& version) const {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!steps[i].version.empty() && steps[i].version == version) return i;
  }
  return failure.value_or(no_such_step(*this, version));
}

Touches touches_of(const SchemaHistory& history) {
  Touches touches;
  Model model = history.begin;
  for (std::size_t i = 0; i < history.steps.size(); ++i) {
    Deed deed = take_and_look(history.steps[i], model);
    std::map<Identity, std::vector<Touch>> longer;
    for (const auto& [table, changes] : deed.tables) {
      Touch touch{.step = i, .table = table};
      const auto former = deed.former.find(table);
      if (former != deed.former.end()) touch.former = former->second;
      const auto before = touches.of_tables.find(touch.former.value_or(table));
      if (before != touches.of_tables.end()) longer[table] = before->second;
      longer[table].push_back(std::move(touch));
    }
    for (auto& [table, all] : longer) touches.of_tables[table] = std::move(all);
    touches.of_steps.push_back(std::move(deed.tables));
  }
  return touches;
}

Result<SchemaHistory> schema_history(const ReplayRequest& request) {
  auto history = schema_history_so_far(request);
  if (history && history->failure) return *std::move(history->failure);
  return history;
}

Result<SchemaHistory> schema_history_so_far(const ReplayRequest& request) {
  auto ground = replay_ground(request);
  if (!ground) return std::move(ground).error();
  Connection& connection = ground->scratch.connection;
  driver::Session& session = connection.session();
  const auto& histories = ground->histories;
  SchemaHistory history{.set = std::string(ground->set.name())};
  auto model = run::live_schema(session, histories);
  if (!model) return std::move(model).error();
  history.begin = *model;
  auto rehearsal =
      rehearsal::Rehearsal::begin(connection, ground->set, {}, request.stop,
                                  rehearsal::Refused::before_it_runs);
  if (!rehearsal) return of_the_migrations(std::move(rehearsal).error());
  rehearsal->refuse_unwritten();
  auto mark = schema_mark(session);
  if (!mark) return std::move(mark).error();
  while (true) {
    const auto migration = rehearsal->next_up();
    if (!migration) {
      Error error = of_the_migrations(migration.error());
      if (!is_of_a_script(error)) return error;
      history.failure = std::move(error);
      break;
    }
    if (*migration == nullptr) break;
    auto new_mark = schema_mark(session);
    if (!new_mark) return std::move(new_mark).error();
    if (*new_mark == *mark) {
      history.steps.push_back(
          {.version = (*migration)->version, .name = (*migration)->name});
      continue;
    }
    mark = std::move(new_mark);
    auto now = run::live_schema(session, histories);
    if (!now) return std::move(now).error();
    history.steps.push_back(step_between(**migration, *model, *now));
    model = std::move(now);
  }
  history.end = *std::move(model);
  return history;
}

}  // namespace godwit::generate
