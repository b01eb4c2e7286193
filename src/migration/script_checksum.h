// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <span>
#include <string>
#include <string_view>

namespace godwit {

/// The checksum of a half, over what of its text counts (docs/format.md).
/// `uncounted` are its comments that do not, such as `allow`, in order.
std::string script_checksum(std::string_view text,
                            std::span<const StatementRange> uncounted,
                            Dialect dialect);

}  // namespace godwit
