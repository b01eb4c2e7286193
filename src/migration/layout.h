// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace godwit {

/// EmbeddedSet::layout() of Godwit's own formats, the only ones that it reads.
inline constexpr std::string_view own_layout = "godwit";

/// EmbeddedSet::directory_of() a part of which a directory that is looked at by
/// itself does not tell: what is named there may be.
inline constexpr std::string_view untold_directory = "/";

}  // namespace godwit
