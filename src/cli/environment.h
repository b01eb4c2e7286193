// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace godwit::cli {

/// The environment variables that an executor listens to, by name. One that is
/// empty counts as not set and is not in here.
using Variables = std::map<std::string, std::string, std::less<>>;

Variables read_environment();

/// Empty: not set.
std::string_view value_of(const Variables& variables, std::string_view name);

constexpr std::string_view variables_of_placeholders = "GODWIT_PLACEHOLDER_";

/// "GODWIT_PLACEHOLDER_ROLE" for "role". Which there are only the sets know, so
/// that it is not among the above.
std::string variable_of_placeholder(std::string_view name);

/// What is said around a command line: by the environment and, less strongly,
/// by a file.
struct Environment {
  Variables process = {};
  Variables file = {};
  /// What messages call it, such as ".env".
  std::string file_name = {};
};

/// The stronger one. Empty: not set.
std::string_view value_of(const Environment& environment,
                          std::string_view name);

}  // namespace godwit::cli
