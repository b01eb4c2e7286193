// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <libpq-fe.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace godwit::driver::postgresql {

/// Where in a message the character first stands that the encoding of the
/// database does not have [22P05]. Absent: that is not the failure, or the
/// character stands in none of its texts.
std::optional<std::size_t> untranslatable_offset(const PGresult* failure,
                                                 std::string_view message);

}  // namespace godwit::driver::postgresql
