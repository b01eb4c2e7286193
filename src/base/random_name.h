// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace godwit {

/// 16 hexadecimal digits that nobody else has and nobody can guess.
std::string random_name();

}  // namespace godwit
