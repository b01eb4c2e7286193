// SPDX-License-Identifier: BSL-1.0
#include "generate/written_migration.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "base/comma_separated.h"
#include "change/side_tables.h"
#include "sql/terminated.h"

namespace godwit::generate {
namespace {

/// A rule of lint, and what it is about.
struct Allowance {
  std::string_view rule;
  std::string_view what;
};

Allowance allowance_of(const change::Operation& operation, change::Risk risk,
                       Dialect dialect) {
  constexpr std::string_view no_value =
      "fails where there are rows, unless the schema says with -- godwit: "
      "fill <expression> what they get in";
  switch (risk) {
    case change::Risk::drops_table:
      return {"drop-table", "all rows go of"};
    case change::Risk::drops_column:
      return {"drop-column", "all values go of"};
    case change::Risk::narrows:
      return {{}, "values that do not fit are changed, or refused, in"};
    case change::Risk::restricts:
      return {{}, "fails where there are rows that do not keep to"};
    case change::Risk::forbids_null:
      // A check that fails has made nobody wait.
      return {operation.pace == change::Pace::reads ? "" : "set-not-null",
              no_value};
    case change::Risk::requires_value:
      break;
  }
  return {dialect == Dialect::sqlite ? "add-column-needs-empty-table"
                                     : "add-column-not-null",
          no_value};
}

std::string danger_lines(const change::Operations& operations,
                         Dialect dialect) {
  std::string lines;
  for (const change::Operation& operation : operations) {
    for (const auto& [risk, object] : operation.dangers) {
      lines +=
          fmt::format("-- {} {}\n", allowance_of(operation, risk, dialect).what,
                      schema::label(object));
    }
  }
  return lines;
}

/// Reasons that rules may be broken, by the rule.
using Reasons = std::map<std::string_view, std::string>;

// What side tables have is no loss.
Reasons reasons_of_kept(const change::Operations& operations, Dialect dialect) {
  std::map<std::string_view, std::vector<std::string>> names;
  for (const change::Operation& operation : operations) {
    for (const auto& [danger, side_table] : operation.kept) {
      names[allowance_of(operation, danger.risk, dialect).rule].push_back(
          side_table);
    }
  }
  Reasons reasons;
  for (const auto& [rule, tables] : names) {
    reasons[rule] = " kept in " + comma_separated(tables);
  }
  if (!names.empty()) reasons["down-cannot-undo"] = " down gives it back";
  return reasons;
}

// Without a reason each of them is an error, until somebody adds one.
std::string allow_lines(const change::Operations& operations, Dialect dialect) {
  Reasons reasons = reasons_of_kept(operations, dialect);
  for (const change::Operation& operation : operations) {
    for (const auto& danger : operation.dangers) {
      const auto rule = allowance_of(operation, danger.risk, dialect).rule;
      if (rule.empty()) continue;
      reasons[rule].clear();
      // All may be kept but this.
      if (rule == "drop-table" || rule == "drop-column") {
        reasons.erase("down-cannot-undo");
      }
    }
  }
  std::string lines;
  for (const auto& [rule, reason] : reasons) {
    lines += fmt::format("-- godwit: allow {}{}\n", rule, reason);
  }
  return lines;
}

std::string kept_values_line(const SchemaStep& step) {
  const bool only_fills =
      step.down.empty() &&
      std::all_of(step.up.begin(), step.up.end(), [](const auto& one) {
        return one.pace == change::Pace::writes;
      });
  return only_fills ? "-- godwit: allow empty-down what rows got may stay\n"
                    : "";
}

// A statement that stands for several is introduced by what they do together.
std::string statements(const change::Operations& operations, Dialect dialect) {
  std::string text;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const change::Operation& one = operations[i];
    const bool first_of_several = !one.summary.empty() &&
                                  i + 1 < operations.size() &&
                                  operations[i + 1].summary.empty();
    if (i > 0 && (!one.summary.empty() ||
                  one.statement.find('\n') != std::string::npos)) {
      text += '\n';
    }
    if (first_of_several) text += fmt::format("-- {}\n", one.summary);
    text += sql::terminated(one.statement, dialect) + '\n';
  }
  return text;
}

std::string no_transaction_line(const change::Operations& operations) {
  return SchemaStep::transactional(operations) ? ""
                                               : "-- godwit: no-transaction\n";
}

// Of several, none makes the declared schema by itself.
std::string proof_line(const SchemaPlan& plan, const SchemaStep& step) {
  const std::string rows =
      plan.tables_with_rows == 0
          ? ""
          : fmt::format("; rows kept in {} table{}", plan.tables_with_rows,
                        plan.tables_with_rows == 1 ? "" : "s");
  const std::size_t count = plan.steps.size();
  if (count == 1) {
    return fmt::format(
        "-- Proved: up makes the declared schema, down the one before{}.\n",
        rows);
  }
  return fmt::format(
      "-- Step {} of {}. Proved: together they make the declared schema, down "
      "makes what was before the step{}.\n",
      &step - plan.steps.data() + 1, count, rows);
}

// What holds for a transaction would hold for a statement.
change::Operations for_session(change::Operations operations) {
  constexpr std::string_view local = "SET LOCAL ";
  for (change::Operation& one : operations) {
    if (one.statement.starts_with(local)) {
      one.statement = "SET " + one.statement.substr(local.size());
    }
  }
  return operations;
}

std::string behind_last_dot(std::string_view path) {
  return std::string(path.substr(path.rfind('.') + 1));
}

// The schema of PostgreSQL that nobody names.
std::string without_public(std::string_view summary) {
  constexpr std::string_view schema = " public.";
  const std::size_t place = summary.find(schema);
  if (place == std::string_view::npos) return std::string(summary);
  return fmt::format("{} {}", summary.substr(0, place),
                     summary.substr(place + schema.size()));
}

// "add column person.email" to "add email to person".
std::string short_summary(std::string_view summary) {
  const std::string_view head = summary.substr(0, summary.find(':'));
  const bool rebuild = head.starts_with("rebuild ");
  const std::size_t name = head.rfind(' ') + 1;
  if (rebuild && head.size() + 2 < summary.size()) {
    const std::string_view what = summary.substr(head.size() + 2);
    const std::string table = behind_last_dot(head.substr(name));
    if (what.find(',') != std::string::npos) return "change " + table;
    return fmt::format("{} {} {}", what,
                       what.starts_with("drop ") ? "from" : "to", table);
  }
  const std::size_t last = summary.rfind('.');
  const bool column = summary.find(" column ") != std::string::npos;
  if (!column || last == std::string::npos || last < name) {
    return std::string(summary);
  }
  const std::string table = behind_last_dot(summary.substr(name, last - name));
  const std::string_view what = summary.substr(last + 1);
  if (summary.starts_with("add ")) {
    return fmt::format("add {} to {}", what, table);
  }
  if (summary.starts_with("drop ")) {
    return fmt::format("drop {} from {}", what, table);
  }
  return std::string(summary);
}

}  // namespace

command::Halves written_halves(const SchemaPlan& plan, const SchemaStep& step,
                               Dialect dialect) {
  return {.up = no_transaction_line(step.up) + proof_line(plan, step) +
                danger_lines(step.up, dialect) + allow_lines(step.up, dialect) +
                kept_values_line(step) + step.directives + '\n' +
                statements(step.up, dialect),
          .down = no_transaction_line(step.down) +
                  danger_lines(step.down, dialect) + '\n' +
                  statements(step.down, dialect)};
}

std::string_view purpose_of(const SchemaStep& step) {
  const auto has = [&](change::Pace pace) {
    return std::any_of(
        step.up.begin(), step.up.end(),
        [&](const change::Operation& one) { return one.pace == pace; });
  };
  if (has(change::Pace::apart)) return "_index";
  if (has(change::Pace::writes)) return "_fill";
  return has(change::Pace::reads) ? "_validate" : "_continue";
}

std::string proposed_name(const SchemaStep& step) {
  std::vector<std::string> summaries;
  for (const change::Operation& one : step.up) {
    const bool only_keeps = one.summary.starts_with(change::keep_summary);
    if (!one.summary.empty() && !only_keeps) {
      summaries.push_back(short_summary(without_public(one.summary)));
    }
  }
  if (summaries.empty()) return "change_schema";
  const auto slug = command::slug(summaries.front());
  const std::string first = slug ? *slug : "change_schema";
  const std::size_t more = summaries.size() - 1;
  return more == 0 ? first : fmt::format("{}_and_{}_more", first, more);
}

std::string written_script(const change::Operations& operations,
                           Dialect dialect) {
  // What has to be committed on the way cannot be in one transaction with the
  // rest.
  const bool committed = std::any_of(
      operations.begin(), operations.end(), [&](const change::Operation& one) {
        return one.stage != operations.front().stage;
      });
  return (committed ? "-- godwit: no-transaction\n"
                    : no_transaction_line(operations)) +
         danger_lines(operations, dialect) + allow_lines(operations, dialect) +
         statements(committed ? for_session(operations) : operations, dialect);
}

}  // namespace godwit::generate
