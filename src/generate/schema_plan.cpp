// SPDX-License-Identifier: BSL-1.0
#include "generate/schema_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <utility>

#include "base/errors.h"
#include "change/change.h"
#include "change/moved_columns.h"
#include "change/side_tables.h"
#include "generate/annotations.h"
#include "generate/execute.h"
#include "generate/likely_renames.h"
#include "generate/row_proof.h"
#include "generate/summaries.h"
#include "run/live_schema.h"

namespace godwit::generate {
namespace {

using schema::Difference;
using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

enum class Way { up, down };

std::string aspects_of(const Fact* fact) {
  if (fact == nullptr) return "not there";
  if (fact->aspects.empty()) return "there";
  std::string text;
  for (const auto& [name, value] : fact->aspects) {
    if (!text.empty()) text += ", ";
    text += value.empty() ? name : fmt::format("{}: {}", name, value);
  }
  return text;
}

// A database may take it, and fail once somebody uses it.
Error is_broken(const Fact& fact) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("{} would be there and not work: {}",
                                schema::label(fact.id), fact.broken),
                    "correct it, or remove it together with what it speaks of");
}

Error not_proved(Way way, const Difference& difference) {
  const bool up = way == Way::up;
  Error error = make_error(
      ErrorCode::unsupported,
      fmt::format("the way {} that was planned would leave another {}",
                  up ? "up" : "down", schema::label(difference.id())),
      "nothing was written; write this migration by hand, and please report "
      "the two schemas");
  error.notes.push_back("it would be: " + aspects_of(difference.before));
  error.notes.push_back("it should be: " + aspects_of(difference.after));
  return error;
}

// In the same transaction, unless the first of them cannot be in it.
void put_behind(change::Operations& renames, change::Operations changes) {
  const bool apart =
      !changes.empty() && changes.front().pace != change::Pace::brief;
  for (change::Operation& one : changes) one.stage += apart ? 1 : 0;
  std::move(changes.begin(), changes.end(), std::back_inserter(renames));
}

change::Renames reversed(const change::Renames& renames) {
  // A column has the new name of its table on both sides, which the way back
  // gives back first.
  change::Renames back;
  for (const change::Rename& one : renames) {
    change::Rename reverse{.from = one.to, .to = one.from};
    for (const change::Rename& other : renames) {
      if (!change::is_owner(other.to, one.to)) continue;
      for (Identity* side : {&reverse.from, &reverse.to}) {
        side->table = other.from.name;
        side->schema = other.from.schema;
      }
    }
    back.push_back(std::move(reverse));
  }
  return back;
}

std::vector<SchemaStep> steps_of(change::Operations operations) {
  std::vector<SchemaStep> steps;
  for (change::Operation& one : operations) {
    if (steps.empty() || steps.back().up.back().stage != one.stage) {
      steps.emplace_back();
    }
    steps.back().up.push_back(std::move(one));
  }
  return steps;
}

// A way back is one migration.
bool has_stages(const change::Operations& operations) {
  return !operations.empty() &&
         operations.front().stage != operations.back().stage;
}

// What was broken before may stay so: nobody has asked for anything else.
Result<void> check_works(const Model& from, const Model& to) {
  for (const auto& [id, fact] : to.facts) {
    if (fact.broken.empty()) continue;
    const Fact* before = from.find(id);
    if (before == nullptr || before->broken.empty()) return is_broken(fact);
  }
  return {};
}

/// The plan while it is made.
class Planning {
 public:
  explicit Planning(const SchemaPlanRequest& request)
      : request_(request), session_(request.scratch.session()) {}

  Result<SchemaPlan> run() {
    auto reading = std::async(when_to_read_second(), [&] {
      return run::live_schema(request_.declared.session(), request_.histories);
    });
    auto from = model();
    if (!from) return std::move(from).error();
    auto to = reading.get();
    if (!to) return std::move(to).error();
    if (auto works = check_works(*from, *to); !works) {
      return std::move(works).error();
    }
    auto annotations = read_annotations(request_.files, *from, *to);
    if (!annotations) return std::move(annotations).error();
    plan_.renames = std::move(annotations->renames);
    auto more = read_renames(request_.renames, *from, *to);
    if (!more) return std::move(more).error();
    std::move(more->begin(), more->end(), std::back_inserter(plan_.renames));
    auto side_tables =
        side_tables_of(*from, *to, std::move(annotations->keeps));
    if (!side_tables) return std::move(side_tables).error();
    plan_.side_tables = *std::move(side_tables);

    auto up = plan_way_up({*from, *to, annotations->fills, request_.online});
    if (!up) return std::move(up).error();
    plan_.changes = planned_changes(*up, *from);
    plan_.steps = steps_of(*std::move(up));
    plan_.from = *from;
    plan_.to = *to;
    if (plan_.steps.empty()) return std::move(plan_);
    if (!moved_.empty()) name_sides();
    plan_.likely_renames = likely_renames(*from, *to, plan_.renames);
    if (auto done = prepare(); !done) return std::move(done).error();
    if (auto done = plan_ways_back(*from, *to); !done) {
      return std::move(done).error();
    }
    const auto tables = prove_with_rows(session_, plan_, request_.histories);
    if (!tables) return tables.error();
    plan_.tables_with_rows = *tables;
    return std::move(plan_);
  }

 private:
  Result<change::SideTables> side_tables_of(const Model& from, const Model& to,
                                            std::set<Identity> keeps) const {
    auto more = read_keeps(request_.keeps, from, to, plan_.renames);
    if (!more) return std::move(more).error();
    keeps.merge(*more);
    return change::side_tables(from, to, plan_.renames, keeps,
                               request_.kept_tables);
  }

  // With what is kept, or given back, on the way.
  Result<change::Operations> changes_between(
      change::ChangeRequest request) const {
    request.side_tables = plan_.side_tables;
    auto changes = change::change_operations(request);
    if (changes) join_summaries(*changes, request.from, request.to);
    return changes;
  }

  Result<Model> model() {
    return run::live_schema(request_.scratch.session(), request_.histories);
  }

  // A server reads both at the same time.
  std::launch when_to_read_second() const {
    return session_.dialect() == Dialect::sqlite ? std::launch::deferred
                                                 : std::launch::async;
  }

  // As a run does.
  Result<void> prepare() {
    if (session_.dialect() != Dialect::sqlite) return {};
    return execute(session_, "PRAGMA foreign_keys = OFF");
  }

  // From the schema that the scratch database has. What is called otherwise is
  // looked at under its new name.
  Result<change::Operations> plan_way(const change::ChangeRequest& request,
                                      const change::Renames& renames) {
    auto all = change::rename_operations(request.from, request.to, renames);
    if (!all || all->empty()) {
      return all ? changes_between(request) : std::move(all);
    }
    auto renamed = renamed_model(*all);
    if (!renamed) return std::move(renamed).error();
    auto changes =
        changes_between({*renamed, request.to, request.fills, request.online});
    if (!changes) return changes;
    put_behind(*all, *std::move(changes));
    return all;
  }

  Result<change::Operations> plan_way_up(const change::ChangeRequest& request) {
    if (request_.zero_downtime) {
      auto moved = change::moved_columns(request, plan_.renames);
      if (!moved) return std::move(moved).error();
      moved_ = *std::move(moved);
      std::erase_if(moved_,
                    [&](const auto& one) { return keeps_rows(request, one); });
    }
    return moved_.empty() ? plan_way(request, plan_.renames)
                          : plan_side_by_side(request);
  }

  // Such as a longer text: that is changed where it is.
  static bool keeps_rows(const change::ChangeRequest& request,
                         const change::MovedColumn& moved) {
    const std::string statement = change::type_statement(request, moved);
    if (statement.empty()) return false;
    const auto changes = planned_changes(
        {{.statement = statement, .summary = statement}}, request.from);
    return !changes.front().tables.empty() &&
           !changes.front().tables.front().rewrites;
  }

  // First what both programs can use, then what only the newer one can. Leaves
  // the database as it was.
  Result<change::Operations> plan_side_by_side(
      const change::ChangeRequest& request) {
    const change::Renames names = change::names_beside(request.to, moved_);
    const auto beside = declared_beside(request.to, names);
    if (!beside) return beside.error();
    auto all = change::expand_operations(request.from, *beside, moved_);
    for (const SchemaStep& step : steps_of(all)) {
      if (auto done = carry_out(session_, step.up); !done) return done.error();
    }
    const auto both = model();
    if (!both) return both.error();
    auto contract = plan_contract(*both, request, names);
    if (!contract) return contract;
    const auto undo = change::change_operations({*both, request.from});
    if (!undo) return undo;
    if (auto done = carry_out(session_, *undo); !done) return done.error();
    const std::size_t stages = all.back().stage + 1;
    for (change::Operation& one : *contract) {
      one.stage += stages;
      all.push_back(std::move(one));
    }
    join_summaries(all, request.from, request.to);
    return all;
  }

  Result<Model> declared_beside(const Model& declared,
                                const change::Renames& names) {
    driver::Session& session = request_.declared.session();
    auto transaction = Transaction::begin(session);
    if (!transaction) return std::move(transaction).error();
    for (const change::Rename& name : names) {
      auto done = execute(session, change::rename_statement(declared, name));
      if (!done) return std::move(done).error();
    }
    return run::live_schema(request_.declared.session(), request_.histories);
  }

  // The database itself says what goes with the old columns.
  Result<change::Operations> plan_contract(const Model& both,
                                           const change::ChangeRequest& request,
                                           const change::Renames& names) {
    auto transaction = Transaction::begin(session_);
    if (!transaction) return std::move(transaction).error();
    for (const std::string& statement :
         change::removal_of_old(request.from, moved_)) {
      auto done = execute(session_, statement);
      if (!done) return refused(statement, std::move(done).error());
    }
    const auto without = model();
    if (!without) return without.error();
    change::Operations renames;
    for (const auto& [wanted, beside] : names) {
      renames.push_back(
          {.statement = change::rename_statement(*without, {beside, wanted}),
           .summary = fmt::format("rename {} to {}", schema::label(beside),
                                  wanted.name)});
      auto done = execute(session_, renames.back().statement);
      if (!done) {
        return refused(renames.back().statement, std::move(done).error());
      }
    }
    const auto renamed = model();
    if (!renamed) return renamed.error();
    auto operations = change::change_operations({both, *without});
    if (!operations) return operations;
    std::move(renames.begin(), renames.end(), std::back_inserter(*operations));
    change::Fills fills = request.fills;
    for (const change::MovedColumn& one : moved_) fills.erase(one.after);
    auto changes = changes_between({*renamed, request.to, fills, true});
    if (!changes) return changes;
    put_behind(*operations, *std::move(changes));
    forget_moved(*operations);
    return operations;
  }

  // Values of a moved column are in the other one.
  void forget_moved(change::Operations& operations) const {
    const auto is_moved = [&](const Identity& column) {
      return std::any_of(moved_.begin(), moved_.end(), [&](const auto& one) {
        return one.before == column || one.after == column ||
               one.beside == column;
      });
    };
    for (change::Operation& operation : operations) {
      std::erase_if(operation.dangers, [&](const auto& danger) {
        return danger.risk != change::Risk::narrows && is_moved(danger.object);
      });
    }
  }

  void name_sides() {
    constexpr std::string_view purposes[] = {"_expand", "_backfill",
                                             "_contract"};
    for (std::size_t i = 0; i < std::size(purposes); ++i) {
      plan_.steps.at(i).purpose = purposes[i];
    }
    plan_.steps[2].directives = "-- godwit: breaking\n";
    const bool drops =
        std::any_of(moved_.begin(), moved_.end(),
                    [](const auto& one) { return one.beside != one.before; });
    if (!drops) return;
    plan_.steps[2].directives +=
        "-- godwit: allow drop-column its values are in the new column\n"
        "-- godwit: allow down-cannot-undo down fills it again\n";
  }

  Result<change::Operations> plan_way_back(const SchemaStep& step,
                                           const Model& from, const Model& to) {
    if (moved_.empty()) {
      // Names change in the first.
      const bool first = &step == &plan_.steps.front();
      return plan_way_back(from, to,
                           first ? reversed(plan_.renames) : change::Renames());
    }
    change::Fills fills;
    for (const change::MovedColumn& one : moved_) {
      if (one.before != one.after) fills[one.before] = one.back;
    }
    auto way = changes_between({from, to, fills});
    if (!way) return way;
    for (const change::MovedColumn& one : moved_) {
      const bool made =
          from.find(one.beside) == nullptr && to.find(one.beside) != nullptr;
      if (!made) continue;
      way->push_back({.statement = change::refill_statement(to, one),
                      .summary = "fill " + schema::label(one.beside)});
    }
    forget_moved(*way);
    return way;
  }

  Result<change::Operations> plan_way_back(const Model& from, const Model& to,
                                           const change::Renames& renames) {
    auto way = plan_way({from, to, {}, request_.online}, renames);
    if (!way || !has_stages(*way)) return way;
    return plan_way({from, to}, renames);
  }

  Result<Model> renamed_model(const change::Operations& renames) {
    auto transaction = Transaction::begin(session_);
    if (!transaction) return std::move(transaction).error();
    if (auto done = execute_all(session_, renames); !done) {
      return std::move(done).error();
    }
    return model();
  }

  // Each step leads back to where it began. Leaves the database with the first
  // schema again.
  Result<void> plan_ways_back(const Model& from, const Model& to) {
    std::vector<Model> models = {from};
    for (const SchemaStep& step : plan_.steps) {
      if (auto done = carry_out(session_, step.up); !done) return done;
      auto now = model();
      if (!now) return std::move(now).error();
      models.push_back(*std::move(now));
    }
    if (auto same = check_same(models.back(), to, Way::up); !same) return same;
    for (std::size_t i = plan_.steps.size(); i-- > 0;) {
      auto down = plan_way_back(plan_.steps[i], models[i + 1], models[i]);
      if (!down) return std::move(down).error();
      plan_.steps[i].down = *std::move(down);
      const auto done = go_down(session_, plan_.steps[i], plan_.renames);
      if (!done) return done.error();
      const auto now = model();
      if (!now) return now.error();
      auto same = check_same(*now, models[i], Way::down);
      if (!same) return same;
    }
    return {};
  }

  static Result<void> check_same(const Model& now, const Model& wanted,
                                 Way way) {
    const auto found = schema::differences(now, wanted);
    if (!found.empty()) return not_proved(way, found.front());
    return {};
  }

  const SchemaPlanRequest& request_;
  driver::Session& session_;
  SchemaPlan plan_;
  change::MovedColumns moved_;
};

}  // namespace

bool SchemaStep::transactional(const change::Operations& operations) {
  return std::all_of(operations.begin(), operations.end(),
                     [](const change::Operation& one) {
                       return change::shares_transaction(one.pace);
                     });
}

Result<SchemaPlan> plan_schema(const SchemaPlanRequest& request) {
  return Planning(request).run();
}

}  // namespace godwit::generate
