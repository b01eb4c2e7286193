// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <span>
#include <string>

namespace godwit {

/// "a, b, c". Not fmt::join, which is in another header from fmt 11 on and
/// needs more of fmt than fmt.cpp compiles.
std::string comma_separated(std::span<const std::string> words);

}  // namespace godwit
