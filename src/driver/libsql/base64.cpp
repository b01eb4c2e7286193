// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/base64.h"

#include <cstddef>
#include <cstdint>

namespace godwit::driver::libsql {
namespace {

constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string base64_of(std::string_view bytes) {
  std::string text;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    held = (held << 8U) | static_cast<unsigned char>(byte);
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += base64_digits[(held >> bits) & 63U];
    }
  }
  if (bits > 0) text += base64_digits[(held << (6 - bits)) & 63U];
  return text;
}

std::string bytes_of(std::string_view base64) {
  std::string bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char digit : base64) {
    const std::size_t value = base64_digits.find(digit);
    if (value == base64_digits.npos) break;
    held = (held << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>((held >> bits) & 255U);
  }
  return bytes;
}

}  // namespace godwit::driver::libsql
