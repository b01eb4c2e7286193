// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::driver::libsql {

/// Without "=" at the end, which the protocol does not want.
std::string base64_of(std::string_view bytes);
/// Up to the first character that is no digit of it.
std::string bytes_of(std::string_view base64);

}  // namespace godwit::driver::libsql
