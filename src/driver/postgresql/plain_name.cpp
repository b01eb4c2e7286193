// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/plain_name.h"

#include "base/lower.h"

namespace godwit::driver::postgresql {
namespace {

// A doubled quote stands for one.
std::string unquoted(std::string_view word) {
  std::string name;
  for (std::size_t i = 1; i + 1 < word.size(); ++i) {
    name += word[i];
    if (word[i] == word.front()) ++i;
  }
  return name;
}

}  // namespace

std::string plain_name(std::string_view word) {
  if (word.starts_with('"') || word.starts_with('\'')) return unquoted(word);
  return lower(word);
}

}  // namespace godwit::driver::postgresql
