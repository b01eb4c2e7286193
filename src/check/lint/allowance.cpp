// SPDX-License-Identifier: BSL-1.0
#include "check/lint/allowance.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "check/lint/visit_statements.h"

namespace godwit::check {
namespace {

/// Finds what directives are meant for.
class Reach {
 public:
  Reach(const Script& script, const Lines& lines, Dialect dialect)
      : script_(script), lines_(lines), dialect_(dialect) {}

  /// Empty: nothing follows.
  StatementRange of(const AllowedRule& allowed) {
    const auto& statements = script_.statements;
    const std::uint32_t line = allowed.line;
    const bool at_head =
        !statements.empty() && line < line_of(statements.front().begin);
    if (at_head) return {0, script_.text.size()};
    const auto found = first_below(statements, line);
    if (found == statements.end()) return {};
    return stands_in(*found, line) ? part_meant(*found, line) : *found;
  }

 private:
  using Ranges = std::vector<StatementRange>;

  std::uint32_t line_of(std::size_t offset) const {
    return script_.first_line + lines_.number_of(offset);
  }

  // The first that ends below the line or on it.
  Ranges::const_iterator first_below(const Ranges& ranges,
                                     std::uint32_t line) const {
    return std::partition_point(ranges.begin(), ranges.end(),
                                [&](const StatementRange& range) {
                                  return line_of(range.end - 1) < line;
                                });
  }

  bool stands_in(const StatementRange& range, std::uint32_t line) const {
    return line >= line_of(range.begin) && line < line_of(range.end - 1);
  }

  // The statement of a DO block, or the statement itself.
  StatementRange part_meant(const StatementRange& range, std::uint32_t line) {
    const Ranges& parts = parts_of(range);
    const auto found = first_below(parts, line);
    return found == parts.end() ? range : *found;
  }

  // Those of the last block are kept, since its directives come in a row.
  const Ranges& parts_of(const StatementRange& range) {
    if (block_ == range.begin) return parts_;
    block_ = range.begin;
    parts_.clear();
    visit_statements(
        script_.text, range, dialect_,
        [&](const Cursor& cursor, bool) { parts_.push_back(cursor.extent()); });
    return parts_;
  }

  const Script& script_;
  const Lines& lines_;
  Dialect dialect_;
  /// Where the block begins whose statements `parts_` are. Absent: none yet.
  std::optional<std::size_t> block_;
  Ranges parts_;
};

}  // namespace

Allowance::Allowance(const Script& script, const Lines& lines,
                     Dialect dialect) {
  grants_.reserve(script.allowed.size());
  Reach reach(script, lines, dialect);
  for (const AllowedRule& allowed : script.allowed) {
    const StatementRange meant = reach.of(allowed);
    grants_.push_back({&allowed, meant.begin, meant.end});
    by_rule_[allowed.rule].push_back(&grants_.back());
  }
  for (auto& [rule, grants] : by_rule_) arrange(grants);
}

void Allowance::arrange(std::vector<Grant*>& grants) {
  std::stable_sort(
      grants.begin(), grants.end(), [](const Grant* a, const Grant* b) {
        return a->begin != b->begin ? a->begin < b->begin : a->end > b->end;
      });
  Grant* around = nullptr;
  for (Grant* grant : grants) {
    while (around != nullptr && around->end < grant->end) {
      around = around->around;
    }
    grant->around = around;
    around = grant;
  }
}

bool Allowance::covers(std::string_view rule, std::size_t offset) {
  const auto grants = by_rule_.find(rule);
  if (grants == by_rule_.end()) return false;
  const auto after = std::partition_point(
      grants->second.begin(), grants->second.end(),
      [&](const Grant* grant) { return grant->begin <= offset; });
  if (after == grants->second.begin()) return false;
  bool covered = false;
  for (Grant* grant = *(after - 1); grant != nullptr; grant = grant->around) {
    const bool holds = offset < grant->end;
    grant->used = grant->used || holds;
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
