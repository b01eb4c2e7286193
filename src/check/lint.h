// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/finding.h"

namespace godwit::check {

/// What a rule does where nobody asks for anything else.
enum class RuleLevel : std::uint8_t {
  off,      ///< a matter of taste, or of a database that not everybody has
  warning,  ///< dangerous
  error,    ///< the statement fails or does not do what it says, everywhere
};

/// "off", "warning" or "error".
std::string_view to_string(RuleLevel level) noexcept;

/// What users may know of a rule.
struct RuleInfo {
  /// As in LINT_DISABLE and `-- godwit: allow`, such as "drop-column".
  std::string_view name = {};
  /// Absent: it holds for all dialects.
  std::optional<Dialect> dialect = {};
  RuleLevel level = RuleLevel::warning;
  /// What it reports, in a line.
  std::string_view summary = {};
};

/// All rules, sorted by name.
std::span<const RuleInfo> lint_rules();

struct LintOptions {
  /// Rules that are errors, also those that are off by default.
  std::set<std::string> errors = {};
  /// Rules that are warnings although they are off by default.
  std::set<std::string> enabled = {};
  /// Rules that report nothing. Stronger than the other two.
  std::set<std::string> disabled = {};
  /// The newest migration that databases in use already have: it and those
  /// before it are known but not reported, and all that come after it
  /// run together. Absent: each migration runs alone.
  std::optional<Version> since = {};
  /// The oldest major version of PostgreSQL that the set has to run on.
  /// 0: the newest.
  int server_version = 0;
};

/// What stands in double quotes, as names do, and is a string for SQLite.
struct MisreadName {
  /// Of the set that is read.
  const Script* script = nullptr;
  std::size_t offset = 0;
  /// With its quotes.
  std::string text = {};
};

/// What is dangerous in a set that is not broken, in the order of its files
/// and lines. A name in `options` that is no rule is an error without a place.
/// `misread` is what only a run has shown.
std::vector<Finding> lint(const MigrationSet& set, const LintOptions& options,
                          std::span<const MisreadName> misread = {});

}  // namespace godwit::check
