// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit::check {

/// `note`: nothing is wrong, but not all was looked at.
enum class Severity : std::uint8_t { note, warning, error };

/// The name of the enumerator.
std::string_view to_string(Severity severity) noexcept;

/// Something in a migration that its author should know before it runs
/// anywhere.
struct Finding {
  Severity severity = Severity::error;
  /// Name of the lint rule, such as "drop-column". Empty: the migration is
  /// broken, whatever rules there are.
  std::string rule = {};
  /// What is wrong, where, and the remedy as hint.
  Error what = {};
};

}  // namespace godwit::check
