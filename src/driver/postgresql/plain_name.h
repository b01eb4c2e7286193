// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit::driver::postgresql {

/// A name or a string of an SQL text as the catalogs have it: without its
/// quotes, and in small letters where it had none.
std::string plain_name(std::string_view word);

}  // namespace godwit::driver::postgresql
