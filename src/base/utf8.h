// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace godwit {

/// The bytes of the code point that begins at `at`, from 1 to 4; 0 where the
/// bytes there are not UTF-8 (overlong forms and surrogates are not).
/// Precondition: at < text.size().
std::size_t utf8_sequence(std::string_view text, std::size_t at) noexcept;

/// The code point that these bytes, a whole sequence, stand for.
std::uint32_t utf8_code_point(std::string_view sequence) noexcept;

/// The bytes from there to the next code point: 1 where they are not UTF-8.
/// Precondition: at < text.size().
std::size_t utf8_step(std::string_view text, std::size_t at) noexcept;

/// The byte offset of the code point number `index` (from 0) of a text; its
/// size if there are fewer.
std::size_t byte_offset(std::string_view text, std::size_t index) noexcept;

/// How many code points a text has.
std::size_t code_points(std::string_view text) noexcept;

/// Adds the bytes of a code point; nothing of one that there is not.
void append_utf8(std::uint32_t code_point, std::string& text);

/// The offset of the first byte that is not UTF-8. Absent: all is.
std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept;

/// The text without a UTF-8 byte order mark.
std::string_view without_byte_order_mark(std::string_view text) noexcept;

}  // namespace godwit
