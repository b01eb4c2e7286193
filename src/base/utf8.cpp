// SPDX-License-Identifier: BSL-1.0
#include "base/utf8.h"

#include <algorithm>
#include <cstdint>

namespace godwit {
namespace {

struct LeadByte {
  std::size_t size = 0;
  // Range of the byte that follows: this is where overlong forms, surrogates
  // and code points past U+10FFFF show (Unicode 15, table 3-7).
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xBF;
};

constexpr LeadByte lead_byte(std::uint8_t byte) noexcept {
  if (byte < 0x80) return {1};
  if (byte < 0xC2) return {0};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90};
  if (byte < 0xF4) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0};
}

constexpr bool is_continuation(char c) noexcept {
  return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80;
}

}  // namespace

std::size_t utf8_sequence(std::string_view text, std::size_t at) noexcept {
  const LeadByte lead = lead_byte(static_cast<std::uint8_t>(text[at]));
  if (lead.size <= 1) return lead.size;
  if (text.size() - at < lead.size) return 0;
  const auto second = static_cast<std::uint8_t>(text[at + 1]);
  if (second < lead.second_min || second > lead.second_max) return 0;
  const std::string_view rest = text.substr(at + 2, lead.size - 2);
  return std::all_of(rest.begin(), rest.end(), is_continuation) ? lead.size : 0;
}

std::uint32_t utf8_code_point(std::string_view sequence) noexcept {
  const auto lead = static_cast<std::uint8_t>(sequence[0]);
  if (sequence.size() == 1) return lead;
  // A lead byte has one bit more for the size than the sequence has bytes.
  std::uint32_t value = lead & (0x7Fu >> sequence.size());
  for (const char c : sequence.substr(1)) {
    value = value << 6 | (static_cast<std::uint8_t>(c) & 0x3Fu);
  }
  return value;
}

void append_utf8(std::uint32_t code_point, std::string& text) {
  if (code_point > 0x10FFFF) return;
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80 | ((code_point >> shift) & 0x3F));
  };
  if (code_point < 0x80) {
    text += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    text += static_cast<char>(0xC0 | (code_point >> 6));
    tail(0);
  } else if (code_point < 0x10000) {
    text += static_cast<char>(0xE0 | (code_point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | (code_point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t utf8_step(std::string_view text, std::size_t at) noexcept {
  return std::max<std::size_t>(utf8_sequence(text, at), 1);
}

std::size_t byte_offset(std::string_view text, std::size_t index) noexcept {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at += utf8_step(text, at);
  return at;
}

std::size_t code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += utf8_step(text, at)) ++count;
  return count;
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = utf8_sequence(text, at);
    if (size == 0) return at;
    at += size;
  }
  return std::nullopt;
}

std::string_view without_byte_order_mark(std::string_view text) noexcept {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

}  // namespace godwit
