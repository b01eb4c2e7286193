// SPDX-License-Identifier: BSL-1.0
#include "check/lint/pragma.h"

#include <algorithm>
#include <cstdlib>

#include "base/ascii.h"
#include "sql/string_content.h"

namespace godwit::check {
namespace {

// Of a name or a string.
std::string value_of(const Pragma& pragma) {
  const std::string& value = pragma.value;
  const bool quoted = value.starts_with('\'') || value.starts_with('"');
  return lower(quoted ? sql::unquoted(value) : value);
}

// As atoi does, and in hexadecimal. A sign is a piece of its own.
long number_of(std::string value) {
  value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
  return std::strtol(value.c_str(), nullptr, 0);
}

}  // namespace

bool sets_journal(const Pragma& pragma) {
  return pragma.name == "journal_mode" && !pragma.value.empty();
}

bool is_wal(const Pragma& pragma) { return value_of(pragma) == "wal"; }

bool switches_auto_vacuum_off(const Pragma& pragma) {
  const std::string value = value_of(pragma);
  const long number = number_of(value);
  return value != "full" && value != "incremental" && number != 1 &&
         number != 2;
}

}  // namespace godwit::check
