// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

namespace godwit {

/// "999 bytes", "1.5 MB", "20 GB"; a thousand of one is one of the next.
std::string size_text(std::uint64_t bytes);

}  // namespace godwit
