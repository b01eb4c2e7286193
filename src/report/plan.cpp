// SPDX-License-Identifier: BSL-1.0
#include "report/plan.h"

#include <fmt/format.h>

#include <string>

#include "base/number.h"
#include "report/effect.h"
#include "report/json_document.h"
#include "report/printable.h"
#include "report/style.h"
#include "report/text.h"

namespace godwit::report {
namespace {

using command::DetailedPlan;
using command::DetailedPlans;
using command::PlannedStatement;
using command::PlannedStep;
using command::PlannedTable;

// More than that nobody reads on the way to what sums it up.
constexpr std::size_t most_steps = 10;
constexpr std::size_t most_statements = 20;

struct Totals {
  KindCounts kinds = {};
  std::size_t steps = 0;
  std::size_t recorded = 0;
  std::size_t statements = 0;
  std::size_t rewrites = 0;
  std::size_t reads = 0;
  std::size_t blocking = 0;
  std::size_t losses = 0;
  std::size_t irreversible = 0;
};

void add(const PlannedStatement& statement, Totals& totals) {
  ++totals.statements;
  bool rewrites = false;
  bool reads = false;
  bool blocks = false;
  for (const PlannedTable& table : statement.tables) {
    if (table.effect.made_here) continue;
    rewrites = rewrites || table.effect.rewrites;
    reads = reads || table.effect.reads_all;
    blocks = blocks || !table.effect.blocks.empty();
  }
  if (rewrites) ++totals.rewrites;
  if (reads && !rewrites) ++totals.reads;
  if (blocks) ++totals.blocking;
  if (!statement.losses.empty()) ++totals.losses;
}

Totals totals_of(const DetailedPlans& plans) {
  Totals totals;
  for (const auto& [set, plan] : plans.sets) {
    totals.steps += plan.steps.size();
    totals.kinds.add(plan.plan.steps);
    totals.recorded += plan.plan.baseline.size();
    for (const PlannedStatement& one : plan.snapshot) add(one, totals);
    for (const PlannedStep& step : plan.steps) {
      if (!step.reversible) ++totals.irreversible;
      for (const PlannedStatement& one : step.statements) add(one, totals);
    }
  }
  return totals;
}

// "about 1,200,000 rows": a number of seven digits is not read otherwise.
std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

std::string rows_text(const driver::TableSize& size) {
  const std::string rows = size.rows ? grouped(*size.rows) : "";
  switch (size.from) {
    case driver::RowsFrom::unknown:
      return "rows not known";
    case driver::RowsFrom::statistics:
      return fmt::format("about {} rows", rows);
    case driver::RowsFrom::count:
      return fmt::format("{} {}", rows, size.rows == 1 ? "row" : "rows");
    case driver::RowsFrom::at_least:
      return fmt::format("more than {} rows", rows);
  }
  return {};
}

/// Writes lines that fit.
class Writer {
 public:
  Writer(const Terminal& terminal, bool all) : terminal_(terminal), all_(all) {}

  std::string write(const DetailedPlans& plans) {
    for (const auto& [set, plan] : plans.sets) {
      if (plan.plan.empty() && !plan.plan.removes_history) continue;
      if (plans.sets.size() > 1) line(printable(set), Style::heading);
      write_plan(plan);
    }
    return std::move(text_);
  }

 private:
  void line(const std::string& text, Style style = Style::plain) {
    const std::string shown =
        terminal_.interactive ? shortened(text, terminal_.width) : text;
    text_ += paint(shown, style, terminal_.colour) + "\n";
  }

  void write_plan(const DetailedPlan& plan) {
    write_baseline(plan);
    write_hook(HookPoint::before_all, plan.plan.before_all);
    const std::size_t count = plan.steps.size();
    const std::size_t shown = all_ || count <= most_steps ? count : most_steps;
    for (std::size_t i = 0; i < shown; ++i) {
      write_step(plan.plan.steps[i], plan.steps[i], plan.plan.transaction);
    }
    if (shown < count) {
      line(fmt::format("… and {} more, which --all shows",
                       migrations(count - shown)),
           Style::faint);
    }
    write_hook(HookPoint::after_all, plan.plan.after_all);
    if (plan.plan.removes_history) line("then the history is removed");
  }

  void write_baseline(const DetailedPlan& plan) {
    if (plan.plan.baseline.empty()) return;
    const std::string count = migrations(plan.plan.baseline.size());
    if (plan.plan.snapshot == nullptr) {
      line(fmt::format("record {} without running: {}", count,
                       printable(plan.plan.baseline_reason)),
           Style::heading);
      return;
    }
    line(fmt::format("run {} and record {} by it",
                     printable(plan.plan.snapshot->file), count),
         Style::heading);
    write_statements(plan.snapshot);
  }

  void write_step(const Step& step, const PlannedStep& planned,
                  TransactionMode mode) {
    const bool up = step.direction == Direction::up;
    line(fmt::format("{} {}", up ? "apply" : "revert",
                     label(step.version, step.name)),
         Style::heading);
    line("  " + how(step, mode) + file_of(step), Style::faint);
    write_companions(step.before);
    write_statements(planned.statements);
    write_companions(step.after);
    write_way_back(step, planned);
  }

  void write_companions(const std::vector<Companion>& companions) {
    for (const Companion& one : companions) {
      line(fmt::format("  {} {}", one.undoes ? "revert" : "with",
                       printable(one.name)));
    }
  }

  void write_hook(HookPoint point, const Script* hook) {
    if (hook == nullptr) return;
    line(fmt::format("run {}", to_string(point)), Style::heading);
    line("  in a transaction, " + printable(hook->file), Style::faint);
  }

  static std::string how(const Step& step, TransactionMode mode) {
    std::string text = !step.script().transactional ? "without a transaction"
                       : mode == TransactionMode::batch
                           ? "in one transaction with the others"
                           : "in a transaction";
    if (step.script().language == Language::cpp) text = "C++, " + text;
    if (step.resume_at > 0 && step.script().language == Language::sql) {
      text += fmt::format(", from statement {} on", step.resume_at + 1);
    }
    return text;
  }

  static std::string file_of(const Step& step) {
    return step.script().file.empty() ? std::string()
                                      : ", " + printable(step.script().file);
  }

  void write_statements(const std::vector<PlannedStatement>& statements) {
    const std::size_t count = statements.size();
    const std::size_t shown =
        all_ || count <= most_statements ? count : most_statements;
    for (std::size_t i = 0; i < shown; ++i) write_statement(statements[i]);
    if (shown < count) {
      line(fmt::format("  … and {} more, which --all shows",
                       counted(count - shown, "statement")),
           Style::faint);
    }
  }

  void write_statement(const PlannedStatement& statement) {
    line("  " + printable(statement.text));
    for (const PlannedTable& table : statement.tables) write_table(table);
  }

  void write_table(const PlannedTable& table) {
    const check::TableEffect& effect = table.effect;
    if (effect.made_here) return;
    const std::string what = effect_text(effect);
    line(fmt::format("    {}: {}{}{}", name_of(effect.table), what,
                     what.empty() ? "" : ", ", rows_text(table.size)),
         effect_style(effect));
    if (!effect.blocks.empty()) {
      line(fmt::format("      {} wait until it commits", effect.blocks),
           Style::faint);
    }
  }

  void write_way_back(const Step& step, const PlannedStep& planned) {
    const bool up = step.direction == Direction::up;
    if (planned.reversible && planned.not_undone.empty()) {
      line(fmt::format("  way back: {}", up ? "down" : "up"), Style::faint);
      return;
    }
    for (const std::string& why : planned.not_undone) {
      const bool none =
          !planned.reversible && &why == &planned.not_undone.front();
      line(fmt::format("  {}{}", none ? "no way back: " : "not brought back: ",
                       printable(why)),
           Style::bad);
    }
  }

  const Terminal& terminal_;
  bool all_;
  std::string text_;
};

Json table_object(const PlannedTable& table) {
  Json json = effect_object(table.effect);
  json["rows"] = table.size.rows ? Json(*table.size.rows) : Json();
  json["rows_from"] = driver::to_string(table.size.from);
  json["bytes"] = table.size.bytes ? Json(*table.size.bytes) : Json();
  return json;
}

Json statement_objects(const std::vector<PlannedStatement>& statements) {
  Json json = Json::array();
  for (const PlannedStatement& statement : statements) {
    Json one;
    one["line"] = statement.line;
    one["text"] = statement.text;
    one["tables"] = Json::array();
    for (const PlannedTable& table : statement.tables) {
      one["tables"].push_back(table_object(table));
    }
    one["losses"] = statement.losses;
    json.push_back(std::move(one));
  }
  return json;
}

Json companion_objects(const std::vector<Companion>& companions) {
  Json json = Json::array();
  for (const Companion& one : companions) {
    json.push_back({{"name", one.name}, {"undoes", one.undoes}});
  }
  return json;
}

Json file_of_hook(const Script* hook) {
  return hook == nullptr ? Json() : Json(hook->file);
}

Json step_object(std::string_view set, const Step& step,
                 const PlannedStep& planned) {
  Json json{{"set", set}};
  json["kind"] = to_string(step.kind);
  json["version"] = step.version.text();
  json["name"] = step.name;
  json["before"] = companion_objects(step.before);
  json["after"] = companion_objects(step.after);
  json["direction"] = to_string(step.direction);
  json["file"] = or_null(step.script().file);
  json["language"] = to_string(step.script().language);
  json["transactional"] = step.script().transactional;
  json["statements_done"] = step.resume_at;
  json["reversible"] = planned.reversible;
  json["not_undone"] = planned.not_undone;
  json["statements"] = statement_objects(planned.statements);
  return json;
}

Json totals_object(const Totals& totals) {
  return {
      {"migrations", totals.steps},      {"recorded", totals.recorded},
      {"statements", totals.statements}, {"rewrites", totals.rewrites},
      {"reads_all", totals.reads},       {"blocking", totals.blocking},
      {"losses", totals.losses},         {"irreversible", totals.irreversible}};
}

}  // namespace

std::string plan_details(const DetailedPlans& plans, const Terminal& terminal,
                         bool all) {
  std::string text = Writer(terminal, all).write(plans);
  if (text.empty()) return text;
  return text + plan_summary(plans);
}

std::string plan_summary(const DetailedPlans& plans) {
  const Totals totals = totals_of(plans);
  std::string text = fmt::format("{}, {}", totals.kinds.text(),
                                 counted(totals.statements, "statement"));
  std::string_view before = ": ";
  const auto add = [&](std::size_t count, std::string_view what) {
    if (count == 0) return;
    text += fmt::format("{}{} {}", before, count, what);
    before = ", ";
  };
  add(totals.recorded, "recorded without being run");
  add(totals.rewrites, "writing whole tables");
  add(totals.reads, "reading whole tables");
  add(totals.blocking, "making others wait");
  add(totals.losses, "losing data");
  add(totals.irreversible, "without a way back");
  return text;
}

std::string plan_details_json(const Heading& heading,
                              const DetailedPlans& plans) {
  Json json = document(heading, true);
  const Plan& first = plans.sets.front().value.plan;
  json["hash"] = plans.hash;
  json["direction"] = to_string(first.direction);
  json["transaction"] = to_string(first.transaction);
  json["removes_history"] = first.removes_history;
  json["baseline"] = Json::array();
  json["snapshot"] = Json();
  json["before_all"] = Json();
  json["after_all"] = Json();
  json["steps"] = Json::array();
  json["newer"] = Json::array();
  for (const auto& [set, plan] : plans.sets) {
    for (const Step& step : plan.plan.baseline) {
      json["baseline"].push_back({{"set", set},
                                  {"version", step.version.text()},
                                  {"name", step.name},
                                  {"file", or_null(step.script().file)}});
    }
    if (plan.plan.snapshot != nullptr) {
      json["snapshot"] = {{"set", set},
                          {"file", plan.plan.snapshot->file},
                          {"statements", statement_objects(plan.snapshot)}};
    }
    if (json["before_all"].is_null()) {
      json["before_all"] = file_of_hook(plan.plan.before_all);
    }
    if (json["after_all"].is_null()) {
      json["after_all"] = file_of_hook(plan.plan.after_all);
    }
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      json["steps"].push_back(
          step_object(set, plan.plan.steps[i], plan.steps[i]));
    }
    for (const NewerMigration& newer : plan.plan.newer) {
      json["newer"].push_back({{"set", set},
                               {"version", newer.version.text()},
                               {"name", newer.name}});
    }
  }
  json["totals"] = totals_object(totals_of(plans));
  return written(json);
}

}  // namespace godwit::report
