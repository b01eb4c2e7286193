// SPDX-License-Identifier: BSL-1.0
#include "check/finding.h"

namespace godwit::check {

std::string_view to_string(Severity severity) noexcept {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "unknown";
}

}  // namespace godwit::check
