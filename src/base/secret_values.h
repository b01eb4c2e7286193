// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit {

/// In what spellings a database may print the secrets of a script: as they
/// stand there and as what that stands for, with doubled quotes made single and
/// escapes resolved, and on one line. Each once.
std::vector<std::string> secret_values(std::string_view script);

}  // namespace godwit
