// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/lint.h"
#include "check/lint/rule.h"

namespace godwit::check {

/// Every rule, sorted by name.
const std::vector<Rule>& all_rules();

/// Null: there is none of this name.
const RuleInfo* find_rule(std::string_view name);

/// "did you mean 'drop-table'?", or where to look.
std::string rule_suggestion(std::string_view name);

/// What the rule does in a set of this dialect under these options.
RuleLevel level_of(const RuleInfo& rule, Dialect dialect,
                   const LintOptions& options);

/// Names in the options that are no rules.
std::vector<std::string> unknown_rules(const LintOptions& options);

/// The rules that the engine itself reports.
inline constexpr RuleInfo unknown_rule{
    "unknown-rule", {}, RuleLevel::error, "a name that no rule has"};
inline constexpr RuleInfo unused_allow{
    "unused-allow",
    {},
    RuleLevel::warning,
    "an allow directive that allows nothing"};

}  // namespace godwit::check
