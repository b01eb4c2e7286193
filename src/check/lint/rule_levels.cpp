// SPDX-License-Identifier: BSL-1.0
#include "check/lint/rule_levels.h"

#include <algorithm>

#include "base/suggestion.h"

namespace godwit::check {
namespace {

std::vector<Rule> collect() {
  std::vector<Rule> rules = {{unknown_rule}, {unused_allow}};
  for (const auto group :
       {data_loss_rules(), down_rules(), column_rules(), constraint_rules(),
        index_rules(), table_rules(), rename_rules(), enum_rules(),
        session_rules(), style_rules(), sqlite_rules(),
        sqlite_rebuild_rules()}) {
    rules.insert(rules.end(), group.begin(), group.end());
  }
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) {
    return a.info.name < b.info.name;
  });
  return rules;
}

}  // namespace

std::string_view to_string(RuleLevel level) noexcept {
  switch (level) {
    case RuleLevel::off:
      return "off";
    case RuleLevel::warning:
      return "warning";
    case RuleLevel::error:
      return "error";
  }
  return "";
}

const std::vector<Rule>& all_rules() {
  static const std::vector<Rule> rules = collect();
  return rules;
}

std::span<const RuleInfo> lint_rules() {
  static const std::vector<RuleInfo> infos = [] {
    std::vector<RuleInfo> result;
    for (const Rule& rule : all_rules()) result.push_back(rule.info);
    return result;
  }();
  return infos;
}

const RuleInfo* find_rule(std::string_view name) {
  const auto rules = lint_rules();
  const auto found =
      std::find_if(rules.begin(), rules.end(),
                   [&](const RuleInfo& each) { return each.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

std::string rule_suggestion(std::string_view name) {
  std::vector<std::string> names;
  for (const RuleInfo& rule : lint_rules()) names.emplace_back(rule.name);
  const std::string near = suggestion(name, names);
  return near.empty() ? "docs/lint.md lists all rules" : near;
}

RuleLevel level_of(const RuleInfo& rule, Dialect dialect,
                   const LintOptions& options) {
  const std::string name(rule.name);
  const bool elsewhere = rule.dialect.value_or(dialect) != dialect;
  if (elsewhere || options.disabled.contains(name)) return RuleLevel::off;
  if (options.errors.contains(name)) return RuleLevel::error;
  if (options.enabled.contains(name)) {
    return std::max(rule.level, RuleLevel::warning);
  }
  return rule.level;
}

std::vector<std::string> unknown_rules(const LintOptions& options) {
  std::vector<std::string> names;
  for (const auto* given :
       {&options.errors, &options.enabled, &options.disabled}) {
    for (const std::string& name : *given) {
      if (find_rule(name) == nullptr) names.push_back(name);
    }
  }
  return names;
}

}  // namespace godwit::check
