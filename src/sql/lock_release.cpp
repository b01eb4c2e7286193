// SPDX-License-Identifier: BSL-1.0
#include "sql/lock_release.h"

#include "sql/calls.h"
#include "sql/words.h"

namespace godwit::sql {

std::string_view lock_release(std::string_view statement) {
  Words words(statement, Dialect::postgresql);
  if (begins_with(words, "DISCARD ALL")) return "DISCARD ALL";
  const auto is_release = [](std::string_view name, std::size_t) {
    return is_function(name, "PG_ADVISORY_UNLOCK_ALL");
  };
  return visit_calls(statement, {.call = is_release}) ? "pg_advisory_unlock_all"
                                                      : std::string_view();
}

}  // namespace godwit::sql
