// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/plan.h>
#include <godwit/result.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "command/doctor.h"
#include "command/plan.h"

namespace godwit::command {

enum class Answer : std::uint8_t {
  passed,  ///< looked at, and good
  failed,  ///< looked at, and not good
  open,    ///< for a person to answer
};

/// The name of the enumerator.
std::string_view to_string(Answer answer) noexcept;

/// One line of the check-list.
struct CheckItem {
  /// Such as "history-verified"; stays the same.
  std::string id = {};
  Answer answer = Answer::open;
  /// What is checked, as a question.
  std::string question = {};
  /// What was found, each in a line.
  std::vector<std::string> details = {};
  /// What to do where it failed, or how to find out. May be empty.
  std::string remedy = {};
};

struct Preflight {
  /// Connection::description(). Empty: there was no connection.
  std::string database = {};
  /// Plan::hash of what would be done. Empty: there is no plan.
  std::string hash = {};
  std::vector<CheckItem> items = {};

  std::size_t count(Answer answer) const;
};

/// The check-list before production: what a machine can tell is answered, by
/// doctor, plan and lint; the rest is left open. Writes nothing.
Preflight preflight(const DatabaseRequest& request, const UpRequest& up);

}  // namespace godwit::command
