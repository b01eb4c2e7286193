// SPDX-License-Identifier: BSL-1.0
#include "generate/row_proof.h"

#include <string>
#include <utility>
#include <vector>

#include "base/sql_names.h"
#include "generate/execute.h"
#include "generate/kept_rows.h"
#include "trial/fill_tables.h"

namespace godwit::generate {
namespace {

using change::Risk;
using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

using Risks = std::set<Risk>;

// As fill_tables has it.
std::string qualified(const Identity& table) {
  return quoted_name(table.schema.empty() ? "main" : table.schema) + '.' +
         quoted_name(table.name);
}

bool needs_value(Risk risk) {
  return risk == Risk::requires_value || risk == Risk::forbids_null;
}

// Under both names.
std::vector<Identity> tables_of(const Identity& column,
                                const change::Renames& renames) {
  const Identity table{
      .kind = Kind::table, .schema = column.schema, .name = column.table};
  std::vector<Identity> names = {table};
  for (const change::Rename& one : renames) {
    if (one.to == table) names.push_back(one.from);
  }
  return names;
}

/// The tables in which rows could have no value for a column that needs one, or
/// one that does not fit any more: they stay empty.
class Endangered {
 public:
  Endangered(const SchemaPlan& plan, std::span<const Identity> histories)
      : plan_(&plan) {
    for (const Identity& history : histories) {
      tables_.insert(qualified(history));
    }
    for (const SchemaStep& step : plan.steps) {
      add(step.up, {Risk::requires_value, Risk::forbids_null, Risk::narrows,
                    Risk::restricts});
      // Rows have kept to what the way down restores.
      add(step.down, {Risk::requires_value, Risk::forbids_null, Risk::narrows});
    }
  }

  /// As SQL names them.
  const std::set<std::string>& tables() const { return tables_; }

 private:
  void add(const change::Operations& way, const Risks& risks) {
    for (const change::Operation& operation : way) {
      for (const auto& [risk, object] : operation.dangers) {
        if (risks.contains(risk)) add_table_of(object);
      }
    }
  }

  void add_table_of(const Identity& column) {
    for (const Identity& table : tables_of(column, plan_->renames)) {
      const Fact* fact = plan_->from.find(table);
      if (fact == nullptr) continue;
      tables_.insert(qualified({.schema = table.schema, .name = fact->name}));
    }
  }

  const SchemaPlan* plan_;
  std::set<std::string> tables_;
};

}  // namespace

Result<std::set<Identity>> go_down(driver::Session& session,
                                   const SchemaStep& step,
                                   const change::Renames& renames) {
  std::set<Identity> emptied;
  for (const change::Operation& operation : step.down) {
    for (const auto& [risk, object] : operation.dangers) {
      if (!needs_value(risk)) continue;
      // Where there is none of one name, it has the other.
      for (const Identity& table : tables_of(object, renames)) {
        auto done = execute(session, "DELETE FROM " + qualified(table));
        if (done) emptied.insert(table);
      }
    }
  }
  if (auto done = carry_out(session, step.down); !done) return done.error();
  return emptied;
}

Result<std::size_t> prove_with_rows(driver::Session& session,
                                    const SchemaPlan& plan,
                                    std::span<const Identity> histories) {
  const Endangered endangered(plan, histories);
  auto filled = trial::fill_tables(session, plan.from, endangered.tables());
  if (!filled) return std::move(filled).error();
  auto kept = KeptRows::read(session, plan.from, plan.to, plan.renames,
                             plan.side_tables);
  if (!kept) return std::move(kept).error();
  const std::size_t tables = kept->tables();
  for (const SchemaStep& step : plan.steps) {
    if (auto done = carry_out(session, step.up); !done) return done.error();
  }
  if (auto same = kept->check_after(session); !same) return same.error();
  std::set<Identity> emptied;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    auto of_step = go_down(session, *step, plan.renames);
    if (!of_step) return std::move(of_step).error();
    emptied.merge(*of_step);
  }
  kept->leave_out(emptied);
  if (auto same = kept->check_again(session); !same) return same.error();
  return tables;
}

}  // namespace godwit::generate
