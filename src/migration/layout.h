// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit {

/// EmbeddedSet::layout() of Godwit's own formats, the only ones that it reads.
inline constexpr std::string_view own_layout = "godwit";

}  // namespace godwit
