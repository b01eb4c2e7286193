// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace godwit {

// Bytes as text, and back.

/// In small letters.
std::string hex_of(std::string_view bytes);
/// Absent: these are no pairs of hexadecimal digits.
std::optional<std::string> bytes_of_hex(std::string_view digits);

/// Without "=" at the end.
std::string base64_of(std::string_view bytes);
/// With "=" at the end or without. Absent: it is none.
std::optional<std::string> bytes_of_base64(std::string_view text);

}  // namespace godwit
