// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/untranslatable.h"

#include <charconv>
#include <string>

#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

// The server names the bytes, "0xe2 0x86 0x92", in whatever language.
std::string named_bytes(std::string_view text) {
  std::string bytes;
  for (auto at = text.find("0x"); at != text.npos; at = text.find("0x", at)) {
    at += 2;
    unsigned char byte = 0;
    const std::string_view digits = text.substr(at, 2);
    std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace

std::optional<std::size_t> untranslatable_offset(const PGresult* failure,
                                                 std::string_view message) {
  if (field(failure, PG_DIAG_SQLSTATE) != "22P05") return std::nullopt;
  const std::string bytes =
      named_bytes(field(failure, PG_DIAG_MESSAGE_PRIMARY));
  const std::size_t at = bytes.empty() ? message.npos : message.find(bytes);
  if (at == message.npos) return std::nullopt;
  return at;
}

}  // namespace godwit::driver::postgresql
