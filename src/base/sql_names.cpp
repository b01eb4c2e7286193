// SPDX-License-Identifier: BSL-1.0
#include <godwit/sql.h>

namespace godwit {

std::string_view to_string(Dialect dialect) noexcept {
  return dialect == Dialect::postgresql ? "postgresql" : "sqlite";
}

std::string_view to_string(TransactionMode mode) noexcept {
  return mode == TransactionMode::batch ? "batch" : "each";
}

}  // namespace godwit
