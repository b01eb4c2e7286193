// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>

#include <optional>
#include <string>
#include <vector>

#include "driver/session.h"

namespace godwit::run {

/// Scripts one after the other as the text of one task, so that they share a
/// transaction, and what of it belongs to which of them.
class JoinedScript {
 public:
  void add(const Script& script);

  const std::string& text() const noexcept { return text_; }
  const std::vector<StatementRange>& statements() const noexcept {
    return statements_;
  }

  /// The script that a failure is in; its places become those of that script.
  /// A failure without a place is one of the last script.
  const Script& blame(driver::TaskFailure& failure) const;
  /// The number that a statement has in this script. Absent: it is in another.
  std::optional<std::size_t> statement_in(const Script& script,
                                          std::size_t statement) const;

 private:
  struct Part {
    const Script* script;
    std::size_t begin;
    std::size_t first_statement;
  };

  std::string text_;
  std::vector<StatementRange> statements_;
  std::vector<Part> parts_;
};

}  // namespace godwit::run
