// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::change::postgresql {

/// What makes a value of one type one of the other, as in USING. Empty: the
/// database does so by itself, and stops at what does not fit.
std::string cast_text(std::string_view column, std::string_view before,
                      std::string_view after);

/// Whether there can be values that do not survive it.
bool narrows(std::string_view before, std::string_view after);

}  // namespace godwit::change::postgresql
