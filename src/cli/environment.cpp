// SPDX-License-Identifier: BSL-1.0
#include "cli/environment.h"

#include <cstdlib>

namespace godwit::cli {

Variables read_environment() {
  Variables variables;
  for (const char* name : {"DATABASE_URL", "DB_HOST", "DB_PORT", "DB_NAME",
                           "DB_USER", "DB_PASSWORD", "GODWIT_ARGS", "NAME"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') variables.emplace(name, value);
  }
  return variables;
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
