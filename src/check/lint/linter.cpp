// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/errors.h"
#include "base/text_position.h"
#include "check/lint/allowance.h"
#include "check/lint/read_facts.h"
#include "check/lint/rule.h"
#include "check/lint/rule_levels.h"
#include "check/required_libsql.h"
#include "check/required_server.h"
#include "sql/statements.h"

namespace godwit::check {
namespace {

// Later than any that exists, so that nothing is said of old servers.
constexpr int newest_server = 1000;

Error unknown_name(std::string_view name) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" is not a lint rule", name),
                    rule_suggestion(name));
}

Error allows_nothing(const AllowedRule& allowed) {
  return make_error(
      ErrorCode::invalid_migration,
      fmt::format("there is nothing here that \"{}\" reports", allowed.rule),
      "remove the directive");
}

// The directive itself, of which only the line is known.
SourceLocation place_of(const AllowedRule& allowed, const Script& script,
                        const Lines& lines) {
  if (allowed.line < script.first_line) {
    return {.file = script.file, .line = allowed.line};
  }
  return lines.locate(lines.begin_of(allowed.line - script.first_line),
                      script.file, script.first_line);
}

std::vector<Fact> facts_of(const Script& script, Dialect dialect) {
  std::vector<Fact> facts;
  for (const StatementRange& range : script.statements) {
    auto found = read_facts(script.text, range, dialect);
    std::move(found.begin(), found.end(), std::back_inserter(facts));
  }
  return facts;
}

// Of a script that Godwit runs in none.
std::vector<StatementRange> own_transactions(const Script& script,
                                             Dialect dialect) {
  std::vector<StatementRange> transactions;
  if (script.transactional) return transactions;
  bool open = false;
  for (const StatementRange& range : script.statements) {
    switch (sql::transaction_effect(
        script.text.substr(range.begin, range.end - range.begin), dialect)) {
      case sql::TransactionEffect::begins:
        if (!open) transactions.push_back({range.begin, script.text.size()});
        open = true;
        break;
      case sql::TransactionEffect::ends:
        if (open) transactions.back().end = range.end;
        open = false;
        break;
      default:
        break;
    }
  }
  return transactions;
}

// What is for libSQL must be taken by it. Servers take no name for a string.
LintOptions options_for(const MigrationSet& set, LintOptions options) {
  if (requires_libsql(set)) {
    options.errors.insert({"not-in-libsql", "double-quoted-string"});
  }
  return options;
}

class Linter {
 public:
  Linter(const MigrationSet& set, const LintOptions& options,
         std::span<const MisreadName> misread)
      : set_(set), options_(options_for(set, options)), misread_(misread) {}

  std::vector<Finding> run() {
    for (const std::string& name : unknown_rules(options_)) {
      add(unknown_rule, unknown_name(name));
    }
    for (std::size_t i = 0; i < set_.size(); ++i) read(i);
    return std::move(findings_);
  }

 private:
  struct Found {
    const Rule* rule;
    Report::Entry entry;
  };

  void read(std::size_t index) {
    const Migration& migration = set_.all()[index];
    read_half(index, migration.up, Direction::up);
    if (migration.down) read_half(index, *migration.down, Direction::down);
  }

  void read_half(std::size_t index, const Script& script, Direction direction) {
    const std::vector<Fact> facts = facts_of(script, set_.dialect());
    const FactIndex lookup(facts);
    const auto transactions = own_transactions(script, set_.dialect());
    const Half half{.migration = set_.all()[index],
                    .script = script,
                    .direction = direction,
                    .facts = facts,
                    .lookup = lookup,
                    .set = set_,
                    .index = index,
                    .run_begins = run_begins(index),
                    .schema = schema_,
                    .misread = misread_,
                    .own_transactions = transactions,
                    .server_version = server_version(script)};
    std::vector<Found> found = judge(half);
    if (released(index)) return;
    std::stable_sort(found.begin(), found.end(),
                     [](const Found& a, const Found& b) {
                       return a.entry.offset < b.entry.offset;
                     });
    report(script, std::move(found));
  }

  // Follows the way up with the schema; a way down is only looked at.
  std::vector<Found> judge(const Half& half) {
    std::vector<Found> found;
    const auto apply = [&](auto&& call) {
      for (const Rule& rule : all_rules()) {
        const bool skips =
            half.direction == Direction::down && rule.halves == Halves::up;
        if (skips || level(rule.info) == RuleLevel::off) continue;
        Report report;
        call(rule, report);
        for (const Report::Entry& entry : report.entries()) {
          found.push_back({&rule, entry});
        }
      }
    };
    apply([&](const Rule& rule, Report& report) {
      if (rule.of_half != nullptr) rule.of_half(half, report);
    });
    for (const Fact& fact : half.facts) {
      apply([&](const Rule& rule, Report& report) {
        if (rule.of_fact != nullptr) rule.of_fact(half, fact, report);
      });
      if (half.direction == Direction::up) schema_.apply(fact, half.index);
    }
    return found;
  }

  void report(const Script& script, std::vector<Found> found) {
    if (found.empty() && script.allowed.empty()) return;
    const Lines lines(script.text);
    Allowance allowance(script, lines, set_.dialect());
    for (Found& each : found) {
      const RuleInfo& rule = each.rule->info;
      if (allowance.covers(rule.name, each.entry.offset)) continue;
      Error error =
          make_error(ErrorCode::invalid_migration,
                     std::move(each.entry.message), std::move(each.entry.hint));
      error.location =
          lines.locate(each.entry.offset, script.file, script.first_line);
      add(rule, std::move(error));
    }
    for (const AllowedRule* allowed : allowance.unused()) {
      report_unused(script, lines, *allowed);
    }
  }

  void report_unused(const Script& script, const Lines& lines,
                     const AllowedRule& allowed) {
    const RuleInfo* rule = find_rule(allowed.rule);
    // A rule that is off today may be on elsewhere.
    const bool silent = rule != nullptr && level(*rule) == RuleLevel::off;
    if (silent) return;
    Error error =
        rule == nullptr ? unknown_name(allowed.rule) : allows_nothing(allowed);
    error.code = ErrorCode::invalid_migration;
    error.location = place_of(allowed, script, lines);
    add(rule == nullptr ? unknown_rule : unused_allow, std::move(error));
  }

  void add(const RuleInfo& rule, Error error) {
    const RuleLevel found = level(rule);
    if (found == RuleLevel::off) return;
    findings_.push_back({.severity = found == RuleLevel::error
                                         ? Severity::error
                                         : Severity::warning,
                         .rule = std::string(rule.name),
                         .what = std::move(error)});
  }

  RuleLevel level(const RuleInfo& rule) const {
    return level_of(rule, set_.dialect(), options_);
  }

  bool released(std::size_t index) const {
    return options_.since && set_.all()[index].version <= *options_.since;
  }

  std::size_t run_begins(std::size_t index) const {
    std::size_t first = index;
    while (options_.since && first > 0 && !released(first - 1)) --first;
    return first;
  }

  int server_version(const Script& script) const {
    const int version = options_.server_version;
    if (version == 0) return newest_server;
    return std::max(version, required_server(script));
  }

  const MigrationSet& set_;
  const LintOptions options_;
  std::span<const MisreadName> misread_;
  KnownSchema schema_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> lint(const MigrationSet& set, const LintOptions& options,
                          std::span<const MisreadName> misread) {
  return Linter(set, options, misread).run();
}

}  // namespace godwit::check
