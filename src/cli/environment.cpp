// SPDX-License-Identifier: BSL-1.0
#include "cli/environment.h"

#include <cstdlib>

#include "base/ascii.h"

namespace godwit::cli {

Variables read_environment() {
  Variables variables;
  for (const char* name : {"DATABASE_URL", "DB_HOST", "DB_PORT", "DB_NAME",
                           "DB_USER", "DB_PASSWORD", "GODWIT_ARGS",
                           "GODWIT_ENVIRONMENT", "NAME", "TABLES", "ALL"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') variables.emplace(name, value);
  }
  return variables;
}

std::string variable_of_placeholder(std::string_view name) {
  std::string variable(variables_of_placeholders);
  for (const char c : name) {
    variable += is_letter(c) ? static_cast<char>(c & ~0x20) : c;
  }
  return variable;
}

std::string_view value_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view{} : found->second;
}

std::string_view value_of(const Environment& environment,
                          std::string_view name) {
  const std::string_view own = value_of(environment.process, name);
  return own.empty() ? value_of(environment.file, name) : own;
}

}  // namespace godwit::cli
