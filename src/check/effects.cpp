// SPDX-License-Identifier: BSL-1.0
#include "check/effects.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "base/secrets.h"
#include "base/text_position.h"
#include "check/lint/known_schema.h"
#include "check/lint/locks.h"
#include "check/lint/read_facts.h"
#include "check/lint/rule.h"
#include "check/lint/rule_levels.h"
#include "sql/statements.h"

namespace godwit::check {
namespace {

constexpr int unknown_server = 1000;

// Where a secret ends may only be seen behind the line; that far is enough.
constexpr std::size_t looked_at = 10000;

std::string first_line(std::string_view statement) {
  const std::string_view begin = statement.substr(0, looked_at);
  const std::string text = masked(begin, find_secrets(begin));
  const std::size_t end = text.find_first_of("\r\n");
  const bool whole = end == text.npos && begin.size() == statement.size();
  return whole ? text : text.substr(0, end) + " …";
}

LockMode lock_named(std::string_view name) {
  for (int mode = 0; mode <= static_cast<int>(LockMode::access_exclusive);
       ++mode) {
    if (to_string(static_cast<LockMode>(mode)) == name) {
      return static_cast<LockMode>(mode);
    }
  }
  return LockMode::none;
}

/// A script of statements that stand in no file.
class JoinedStatements {
 public:
  explicit JoinedStatements(std::span<const std::string> statements) {
    for (const std::string& one : statements) {
      script_.statements.push_back({text_.size(), text_.size() + one.size()});
      // The last line may be a comment.
      text_ += one + "\n;\n";
    }
    script_.text = text_;
  }
  JoinedStatements(const JoinedStatements&) = delete;
  JoinedStatements& operator=(const JoinedStatements&) = delete;

  const Script& script() const { return script_; }

 private:
  std::string text_;
  Script script_;
};

/// Follows a schema, and says of facts what they do to it.
class EffectReader {
 public:
  EffectReader(const MigrationSet& set, int server_version)
      : EffectReader(set, set.dialect(), server_version) {}
  EffectReader(const MigrationSet& set, Dialect dialect, int server_version)
      : set_(set),
        dialect_(dialect),
        server_version_(server_version > 0 ? server_version : unknown_server) {}

  /// What databases have before the plan begins.
  void know(const Script& script) {
    for (const Fact& fact : facts_of(script)) schema_.apply(fact, known_);
    plan_begins_ = ++known_;
  }

  StepEffects read(const Script& script, const Migration& migration,
                   std::size_t begin) {
    const std::vector<Fact> facts = facts_of(script);
    const FactIndex lookup(facts);
    const std::vector<StatementRange> no_transactions;
    const Half half{.migration = migration,
                    .script = script,
                    .facts = facts,
                    .lookup = lookup,
                    .set = set_,
                    .index = known_,
                    .run_begins = plan_begins_,
                    .schema = schema_,
                    .own_transactions = no_transactions,
                    .server_version = server_version_};
    const Lines lines(script.text);
    StepEffects effects;
    auto fact = facts.begin();
    for (std::size_t i = 0; i < script.statements.size(); ++i) {
      const StatementRange range = script.statements[i];
      StatementEffect effect = named(script, lines, range);
      for (; fact != facts.end() && fact->offset < range.end; ++fact) {
        note(half, *fact, effect);
        schema_.apply(*fact, known_);
      }
      if (i >= begin) effects.push_back(std::move(effect));
    }
    ++known_;
    return effects;
  }

 private:
  std::vector<Fact> facts_of(const Script& script) const {
    std::vector<Fact> facts;
    for (const StatementRange& range : script.statements) {
      auto found = read_facts(script.text, range, dialect_);
      std::move(found.begin(), found.end(), std::back_inserter(facts));
    }
    return facts;
  }

  static StatementEffect named(const Script& script, const Lines& lines,
                               StatementRange range) {
    return {.line = script.first_line + lines.number_of(range.begin),
            .text = first_line(
                script.text.substr(range.begin, range.end - range.begin))};
  }

  // By which table a fact is known; an index by that of the one it is on.
  std::optional<Name> table_of(const Fact& fact) const {
    if (const Name* table = locked_table(fact.what)) return *table;
    if (const auto* drop = as<DropIndex>(fact)) return table_of(drop->index);
    if (const auto* refresh = as<RefreshView>(fact)) return refresh->view;
    if (const auto* reindex = as<Reindex>(fact)) {
      return reindex->of_index ? table_of(reindex->target) : reindex->target;
    }
    return std::nullopt;
  }

  std::optional<Name> table_of(const Name& index) const {
    const KnownPart* part = schema_.index(index);
    return part == nullptr ? std::nullopt : std::optional(part->table);
  }

  TableEffect& effect_on(const Half& half, const Name& table,
                         StatementEffect& effect) const {
    const auto known = std::find_if(effect.tables.begin(), effect.tables.end(),
                                    [&](const TableEffect& one) {
                                      return one.table.schema == table.schema &&
                                             one.table.name == table.name;
                                    });
    if (known != effect.tables.end()) return *known;
    return effect.tables.emplace_back(
        TableEffect{.table = {table.schema, table.name},
                    .made_here = !half.existing(table)});
  }

  void lock(LockMode mode, TableEffect& effect) const {
    if (dialect_ == Dialect::sqlite) return;
    if (mode <= lock_named(effect.lock)) return;
    effect.lock = to_string(mode);
    effect.blocks = blocked_by(mode);
  }

  void note(const Half& half, const Fact& fact, StatementEffect& effect) const {
    const std::vector<std::string> losses = losses_of(half, fact);
    effect.losses.insert(effect.losses.end(), losses.begin(), losses.end());
    note_parents(half, fact, effect);
    const auto table = table_of(fact);
    if (!table || table->name.empty()) return;
    TableEffect& on = effect_on(half, *table, effect);
    lock(lock_of(fact.what, server_version_), on);
    switch (work_of(half, fact)) {
      case TableWork::none:
        break;
      case TableWork::reads:
        on.reads_all = true;
        break;
      case TableWork::rewrites:
        on.rewrites = true;
        break;
    }
    if (on.reads_all || on.rewrites) block_file(on);
    on.loses = on.loses || !losses.empty();
    on.altered = on.altered || as<ChangeRows>(fact) == nullptr;
  }

  // SQLite has one writer at a time, for the whole file.
  void block_file(TableEffect& effect) const {
    if (dialect_ == Dialect::sqlite) effect.blocks = "writes";
  }

  // A foreign key locks the table that it points to as well.
  void note_parents(const Half& half, const Fact& fact,
                    StatementEffect& effect) const {
    const auto refer = [&](const Name& parent) {
      lock(LockMode::share_row_exclusive, effect_on(half, parent, effect));
    };
    if (dialect_ == Dialect::sqlite) return;
    if (const auto* add = as<AddConstraint>(fact)) {
      if (add->constraint.kind == ConstraintKind::foreign_key) {
        refer(add->constraint.references);
      }
    } else if (const auto* column = as<AddColumn>(fact)) {
      if (column->column.references) refer(*column->column.references);
    } else if (const auto* create = as<CreateTable>(fact)) {
      for (const Column& one : create->columns) {
        if (one.references) refer(*one.references);
      }
      for (const Constraint& one : create->constraints) {
        if (one.kind == ConstraintKind::foreign_key) refer(one.references);
      }
    }
  }

  TableWork work_of(const Half& half, const Fact& fact) const {
    TableWork most = dialect_ == Dialect::sqlite ? work_on_sqlite(half, fact)
                                                 : work_on_postgresql(fact);
    for_each_report(all_rules(), half, fact,
                    [&](const Rule& rule, const Report::Entry& entry) {
                      most = std::max(most, entry.work.value_or(rule.work));
                    });
    return most;
  }

  // What takes time and is no reason for a rule to speak.
  static TableWork work_on_postgresql(const Fact& fact) {
    if (as<RefreshView>(fact) || as<RewriteTable>(fact)) {
      return TableWork::rewrites;
    }
    const auto* change = as<ChangeRows>(fact);
    if (change != nullptr && !change->where) return TableWork::rewrites;
    const bool reads = as<CreateIndex>(fact) || as<Reindex>(fact) ||
                       as<ValidateConstraint>(fact) ||
                       as<AttachPartition>(fact);
    return reads ? TableWork::reads : TableWork::none;
  }

  // The manual of ALTER TABLE: a dropped column is taken out of each row, and a
  // check or a NOT NULL of a new one is tried on each. A table whose place a
  // new one takes is copied.
  static TableWork work_on_sqlite(const Half& half, const Fact& fact) {
    if (as<DropColumn>(fact)) return TableWork::rewrites;
    if (as<DropTable>(fact) && half.successor(fact)) return TableWork::rewrites;
    const auto* change = as<ChangeRows>(fact);
    if (change != nullptr && !change->where) return TableWork::rewrites;
    if (as<CreateIndex>(fact)) return TableWork::reads;
    const auto* add = as<AddColumn>(fact);
    const bool tried =
        add != nullptr && (add->column.check || add->column.not_null ||
                           add->column.generated != Generated::no);
    return tried ? TableWork::reads : TableWork::none;
  }

  template <typename Rules, typename Visit>
  void for_each_report(const Rules& rules, const Half& half, const Fact& fact,
                       const Visit& visit) const {
    for (const Rule& rule : rules) {
      if (rule.of_fact == nullptr) continue;
      if (rule.info.dialect.value_or(dialect_) != dialect_) {
        continue;
      }
      Report report;
      rule.of_fact(half, fact, report);
      for (const Report::Entry& entry : report.entries()) visit(rule, entry);
    }
  }

  std::vector<std::string> losses_of(const Half& half, const Fact& fact) const {
    std::vector<std::string> losses;
    for_each_report(data_loss_rules(), half, fact,
                    [&](const Rule&, const Report::Entry& entry) {
                      losses.push_back(entry.message);
                    });
    return losses;
  }

  const MigrationSet& set_;
  Dialect dialect_;
  int server_version_;
  KnownSchema schema_;
  std::size_t known_ = 0;
  std::size_t plan_begins_ = 0;
};

// Of a way back that the history has kept, nothing else is known.
const Migration& migration_of(const Step& step) {
  static const Migration unknown;
  return step.migration == nullptr ? unknown : *step.migration;
}

std::set<const Migration*> moved_by(const Plan& plan) {
  std::set<const Migration*> moved;
  for (const Step& step : plan.steps) {
    if (step.migration != nullptr) moved.insert(step.migration);
  }
  return moved;
}

// What a database has before the plan: on the way up what stands before its
// last step and is none of them, on the way down all of that.
void know_earlier(const Plan& plan, const MigrationSet& set,
                  EffectReader& reader) {
  const std::set<const Migration*> moved = moved_by(plan);
  if (moved.empty()) return;
  // Everything, for what stands behind all versions.
  const bool behind_all =
      std::any_of(moved.begin(), moved.end(), [](const Migration* one) {
        return one->kind != MigrationKind::versioned;
      });
  std::size_t end = behind_all ? set.size() : 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (moved.contains(&set.all()[i])) end = i + 1;
  }
  for (const Migration& migration : set.all().first(end)) {
    const bool comes =
        plan.direction == Direction::up && moved.contains(&migration);
    if (!comes) reader.know(migration.up);
  }
}

}  // namespace

void join(TableEffect& all, const TableEffect& more) {
  if (lock_named(more.lock) > lock_named(all.lock)) {
    all.lock = more.lock;
    all.blocks = more.blocks;
  }
  if (all.blocks.empty()) all.blocks = more.blocks;
  all.reads_all = all.reads_all || more.reads_all;
  all.rewrites = all.rewrites || more.rewrites;
  all.loses = all.loses || more.loses;
  all.altered = all.altered || more.altered;
}

std::vector<StepEffects> effects_of(const Plan& plan, const MigrationSet& set,
                                    int server_version) {
  EffectReader reader(set, server_version);
  know_earlier(plan, set, reader);
  std::vector<StepEffects> effects;
  for (const Step& step : plan.steps) {
    effects.push_back(
        step.script().language == Language::sql
            ? reader.read(step.script(), migration_of(step), step.resume_at)
            : StepEffects());
  }
  return effects;
}

StepEffects effects_of_snapshot(const Plan& plan, const MigrationSet& set) {
  if (plan.snapshot == nullptr) return {};
  EffectReader reader(set, 0);
  return reader.read(*plan.snapshot, Migration(), 0);
}

StepEffects effects_of_statements(std::span<const std::string> statements,
                                  std::span<const std::string> before,
                                  Dialect dialect) {
  const MigrationSet none;
  const Migration unknown;
  EffectReader reader(none, dialect, 0);
  reader.know(JoinedStatements(before).script());
  return reader.read(JoinedStatements(statements).script(), unknown, 0);
}

}  // namespace godwit::check
