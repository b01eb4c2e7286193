// SPDX-License-Identifier: BSL-1.0
#include "history/moment.h"

#include <fmt/format.h>

namespace godwit::history {

std::string now(Dialect dialect) {
  return dialect == Dialect::postgresql
             ? "clock_timestamp()"
             : "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
}

std::string moment_before_elapsed(Dialect dialect) {
  return dialect == Dialect::postgresql
             ? "clock_timestamp() - ($elapsed) * interval '1 microsecond'"
             : "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', "
               "printf('-%f seconds', $elapsed / 1e6))";
}

std::string moment_column(std::string_view column, Dialect dialect) {
  return dialect == Dialect::postgresql
             ? fmt::format(
                   "to_char({} AT TIME ZONE 'UTC', "
                   "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')",
                   column)
             : std::string(column);
}

}  // namespace godwit::history
