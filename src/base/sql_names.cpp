// SPDX-License-Identifier: BSL-1.0
#include "base/sql_names.h"

#include <godwit/sql.h>

namespace godwit {

std::string_view to_string(Dialect dialect) noexcept {
  return dialect == Dialect::postgresql ? "postgresql" : "sqlite";
}

std::string_view to_string(TransactionMode mode) noexcept {
  return mode == TransactionMode::batch ? "batch" : "each";
}

std::string quoted_name(std::string_view name) {
  std::string result = "\"";
  for (const char c : name) {
    if (c == '"') result += '"';
    result += c;
  }
  return result + '"';
}

}  // namespace godwit
