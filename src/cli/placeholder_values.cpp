// SPDX-License-Identifier: BSL-1.0
#include "cli/placeholder_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/errors.h"
#include "base/suggestion.h"
#include "cli/command.h"
#include "cli/declared.h"
#include "migration/placeholders.h"

namespace godwit::cli {
namespace {

std::vector<std::string> names_of_placeholders(const Invocation& invocation) {
  std::vector<std::string> names;
  for (const command::AimedSet& set : invocation.aimed) {
    for (std::string& name : declared_placeholders(set.embedded)) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

Error unknown_placeholder(const std::string& name,
                          const std::vector<std::string>& known) {
  const std::string near = suggestion(name, known);
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("no set of this executor has a placeholder {}", name),
      !near.empty()   ? near
      : known.empty() ? "placeholders are named in CMake, by PLACEHOLDERS"
                      : "there are " + joined(known, ", "));
}

}  // namespace

PlaceholderValues placeholder_values(const Invocation& invocation) {
  PlaceholderValues values = invocation.arguments.placeholders;
  for (const std::string& name : names_of_placeholders(invocation)) {
    const std::string variable = variable_of_placeholder(name);
    const char* own = std::getenv(variable.c_str());
    std::string value(own != nullptr && *own != '\0'
                          ? std::string_view(own)
                          : value_of(invocation.environment.file, variable));
    if (!value.empty()) values.emplace(name, std::move(value));
  }
  return values;
}

Result<void> check_placeholders(const Invocation& invocation) {
  const std::vector<std::string> known = names_of_placeholders(invocation);
  for (const auto& [name, value] : invocation.arguments.placeholders) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return unknown_placeholder(name, known);
    }
  }
  return {};
}

}  // namespace godwit::cli
