// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

#include "lint_set.h"

namespace godwit::test {

/// A migration that meets a database on which `old` has run, and whether a rule
/// reports it. The fields stand in the order in which cases are written.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding)
struct LintCase {
  std::string rule;
  bool reported = true;
  std::string text;
  std::string old = {};
  /// The oldest server; 0: the newest.
  int server_version = 0;
};

inline void PrintTo(const LintCase& one, std::ostream* out) {
  *out << one.rule << ": " << one.text;
}

/// Only the rule of the case counts, and it may be one that is off.
inline void expect_case(Dialect dialect, const LintCase& one) {
  check::LintOptions options;
  options.enabled = {one.rule};
  options.server_version = one.server_version;
  const auto rules = rules_of(dialect, one.old, one.text, options);
  if (one.reported) {
    EXPECT_THAT(rules, testing::Contains(one.rule)) << one.text;
  } else {
    EXPECT_THAT(rules, testing::Not(testing::Contains(one.rule))) << one.text;
    // A set that is broken proves nothing.
    EXPECT_THAT(rules,
                testing::Not(testing::Contains(testing::HasSubstr(": "))))
        << one.text;
  }
}

}  // namespace godwit::test
