// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/plain_name.h"

#include "base/ascii.h"
#include "sql/string_content.h"

namespace godwit::driver::postgresql {

std::string plain_name(std::string_view word) {
  const bool quoted = word.starts_with('"') || word.starts_with('\'');
  return quoted ? sql::unquoted(word) : lower(word);
}

}  // namespace godwit::driver::postgresql
