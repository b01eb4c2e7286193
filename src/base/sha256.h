// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>

namespace godwit {

/// SHA-256 (FIPS 180-4) of some bytes, as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

/// SHA-256 of a text with a byte order mark removed and CR LF and lone CR made
/// LF, so that a checkout on another system has the same checksum.
std::string text_checksum(std::string_view text);

}  // namespace godwit
