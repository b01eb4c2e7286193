// SPDX-License-Identifier: BSL-1.0
#include "check/finding.h"

namespace godwit::check {

std::string_view to_string(Severity severity) noexcept {
  return severity == Severity::warning ? "warning" : "error";
}

}  // namespace godwit::check
