// SPDX-License-Identifier: BSL-1.0
#include "check/lint/allowance.h"

#include <cstdint>

#include "base/text_position.h"

namespace godwit::check {
namespace {

std::uint32_t line_of(const Script& script, std::size_t offset) {
  return locate(script.text, offset, {}, script.first_line).line;
}

}  // namespace

Allowance::Allowance(const Script& script) {
  for (const AllowedRule& allowed : script.allowed) {
    grants_.push_back(grant(script, allowed));
  }
}

Allowance::Grant Allowance::grant(const Script& script,
                                  const AllowedRule& allowed) const {
  const auto& statements = script.statements;
  const bool at_head = !statements.empty() &&
                       allowed.line < line_of(script, statements.front().begin);
  if (at_head) return {&allowed, 0, script.text.size()};
  for (const StatementRange& range : statements) {
    if (line_of(script, range.end - 1) >= allowed.line) {
      return {&allowed, range.begin, range.end};
    }
  }
  return {&allowed};
}

bool Allowance::covers(std::string_view rule, std::size_t offset) {
  bool covered = false;
  for (Grant& grant : grants_) {
    const bool holds = grant.allowed->rule == rule && offset >= grant.begin &&
                       offset < grant.end;
    grant.used = grant.used || holds;
    covered = covered || holds;
  }
  return covered;
}

std::vector<const AllowedRule*> Allowance::unused() const {
  std::vector<const AllowedRule*> rules;
  for (const Grant& grant : grants_) {
    if (!grant.used) rules.push_back(grant.allowed);
  }
  return rules;
}

}  // namespace godwit::check
