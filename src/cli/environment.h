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

}  // namespace godwit::cli
