// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "base/text_position.h"

namespace godwit::check {

/// The `-- godwit: allow` directives of a script: each holds for the statement
/// that follows it, or that it stands in or behind on the same line; above the
/// first statement it holds for the whole script. In a DO block it holds for a
/// statement of that.
///
/// Nothing here looks at all statements or directives for each one, since
/// generated scripts have many thousands.
class Allowance {
 public:
  Allowance(const Script& script, const Lines& lines, Dialect dialect);

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
    /// The next larger grant of the same rule that this one lies in.
    Grant* around = nullptr;
  };

  static void arrange(std::vector<Grant*>& grants);

  std::vector<Grant> grants_;
  /// Of each rule by where they begin, the larger first. Two of them lie one
  /// in the other or apart.
  std::map<std::string_view, std::vector<Grant*>> by_rule_;
};

}  // namespace godwit::check
