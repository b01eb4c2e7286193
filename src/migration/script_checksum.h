// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <span>
#include <string>
#include <string_view>

namespace godwit {

/// The checksum of a half, over what of its text counts (docs/format.md).
/// `lint_comments` are its `allow` directives, in order, which do not.
std::string script_checksum(std::string_view text,
                            std::span<const StatementRange> lint_comments,
                            Dialect dialect);

}  // namespace godwit
