// SPDX-License-Identifier: BSL-1.0
#include "check/lint/allowance.h"

#include <cstdint>
#include <optional>

#include "base/text_position.h"
#include "check/lint/visit_statements.h"

namespace godwit::check {
namespace {

std::uint32_t line_of(const Script& script, std::size_t offset) {
  return godwit::line_of(script.text, offset, script.first_line);
}

// Or on this line.
bool ends_below(const Script& script, const StatementRange& range,
                std::uint32_t line) {
  return line_of(script, range.end - 1) >= line;
}

bool stands_in(const Script& script, const StatementRange& range,
               std::uint32_t line) {
  return line >= line_of(script, range.begin) &&
         line < line_of(script, range.end - 1);
}

// The statement of a DO block, or the statement itself.
StatementRange part_meant(const Script& script, Dialect dialect,
                          const StatementRange& range, std::uint32_t line) {
  std::optional<StatementRange> found;
  const auto visit = [&](const Cursor& cursor, bool) {
    const StatementRange part = cursor.extent();
    if (!found && ends_below(script, part, line)) found = part;
  };
  visit_statements(script.text, range, dialect, visit);
  return found.value_or(range);
}

}  // namespace

Allowance::Allowance(const Script& script, Dialect dialect) {
  for (const AllowedRule& allowed : script.allowed) {
    grants_.push_back(grant(script, dialect, allowed));
  }
}

Allowance::Grant Allowance::grant(const Script& script, Dialect dialect,
                                  const AllowedRule& allowed) {
  const auto& statements = script.statements;
  const bool at_head = !statements.empty() &&
                       allowed.line < line_of(script, statements.front().begin);
  if (at_head) return {&allowed, 0, script.text.size()};
  for (const StatementRange& range : statements) {
    if (!ends_below(script, range, allowed.line)) continue;
    const StatementRange meant =
        stands_in(script, range, allowed.line)
            ? part_meant(script, dialect, range, allowed.line)
            : range;
    return {&allowed, meant.begin, meant.end};
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
