// SPDX-License-Identifier: BSL-1.0
#include "driver/examination.h"

namespace godwit::driver {

std::string_view to_string(RowsFrom from) noexcept {
  switch (from) {
    case RowsFrom::unknown:
      break;
    case RowsFrom::statistics:
      return "statistics";
    case RowsFrom::count:
      return "count";
    case RowsFrom::at_least:
      return "at_least";
  }
  return "unknown";
}

std::string_view to_string(Weight weight) noexcept {
  switch (weight) {
    case Weight::ok:
      break;
    case Weight::note:
      return "note";
    case Weight::warning:
      return "warning";
    case Weight::error:
      return "error";
  }
  return "ok";
}

}  // namespace godwit::driver
