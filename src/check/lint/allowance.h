// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <cstddef>
#include <string_view>
#include <vector>

namespace godwit::check {

/// The `-- godwit: allow` directives of a script: each holds for the statement
/// that follows it, or that it stands in or behind on the same line; above the
/// first statement it holds for the whole script. In a DO block it holds for a
/// statement of that.
class Allowance {
 public:
  Allowance(const Script& script, Dialect dialect);

  /// Whether the rule may be broken at this offset; remembers that it was.
  bool covers(std::string_view rule, std::size_t offset);
  /// Those that covered nothing.
  std::vector<const AllowedRule*> unused() const;

 private:
  struct Grant {
    const AllowedRule* allowed = nullptr;
    /// What it holds for: from one offset of the text to another.
    std::size_t begin = 0;
    std::size_t end = 0;
    bool used = false;
  };

  static Grant grant(const Script& script, Dialect dialect,
                     const AllowedRule& allowed);

  std::vector<Grant> grants_;
};

}  // namespace godwit::check
