// SPDX-License-Identifier: BSL-1.0
#include "tool/told_plan.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "report/effect.h"
#include "report/printable.h"

namespace godwit::tool {
namespace {

using change::Risk;
using report::GeneratedJson;
using report::Style;

std::string_view warning(Risk risk) {
  switch (risk) {
    case Risk::drops_table:
      return "data loss: all rows go, and down does not bring them back";
    case Risk::drops_column:
      return "data loss: all values go, and down does not bring them back";
    case Risk::narrows:
      return "values that do not fit are changed, or refused";
    case Risk::restricts:
      return "fails where there are rows that do not keep to it";
    case Risk::requires_value:
    case Risk::forbids_null:
      break;
  }
  return "fails where there are rows: say with -- godwit: fill <expression> "
         "what they get";
}

// Empty: the way back loses nothing.
std::string loss(const change::Operation::Danger& danger) {
  const std::string object = schema::label(danger.object);
  if (danger.risk == Risk::drops_table) return "all rows of " + object;
  return danger.risk == Risk::drops_column ? "all values of " + object : "";
}

GeneratedJson::Change told(const generate::PlannedChange& change) {
  GeneratedJson::Change told{.what = change.what, .tables = change.tables};
  for (const auto& [risk, object] : change.dangers) {
    told.warnings.push_back(
        fmt::format("{}: {}", schema::label(object), warning(risk)));
  }
  return told;
}

void tell_line(cli::Output& output, const std::string& text, Style style) {
  output.result(report::paint(text, style, output.results().colour));
}

void tell_table(cli::Output& output, const check::TableEffect& effect) {
  const std::string text = report::effect_text(effect);
  if (text.empty()) return;
  const bool waits = !effect.blocks.empty();
  tell_line(output,
            fmt::format("  {}: {}{}", report::name_of(effect.table), text,
                        waits ? fmt::format("; {} wait", effect.blocks) : ""),
            report::effect_style(effect));
}

}  // namespace

GeneratedJson told_plan(const generate::SchemaPlan& plan) {
  GeneratedJson all;
  for (const auto& change : plan.changes) all.changes.push_back(told(change));
  for (const auto& step : plan.steps) {
    for (const auto& operation : step.down) {
      for (const auto& danger : operation.dangers) {
        const std::string lost = loss(danger);
        if (!lost.empty()) all.lost_down.push_back(lost);
      }
    }
  }
  for (const auto& [from, to] : plan.likely_renames) {
    all.likely_renames.emplace_back(schema::label(from), schema::label(to));
  }
  return all;
}

void tell_plan(cli::Output& output, const GeneratedJson& told) {
  for (const auto& [what, warnings, tables] : told.changes) {
    output.result(report::printable(what));
    for (const auto& table : tables) tell_table(output, table);
    for (const std::string& text : warnings) {
      tell_line(output, "  " + report::printable(text), Style::bad);
    }
  }
  for (const std::string& what : told.lost_down) {
    tell_line(output, "down loses " + report::printable(what), Style::faint);
  }
}

}  // namespace godwit::tool
