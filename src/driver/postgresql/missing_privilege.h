// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::driver::postgresql {

/// What to do about an error of SQLSTATE 42501: the GRANT that helps, as far as
/// the server's message tells. `user` is who was refused.
std::string privilege_hint(std::string_view message, std::string_view user);

}  // namespace godwit::driver::postgresql
