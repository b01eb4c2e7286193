// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace godwit {

/// The number that the whole of a text is. Absent: it is none, or one that does
/// not fit. `base`: 10, if it is not given.
template <typename Number, typename... Base>
std::optional<Number> parse_number(std::string_view text, Base... base) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base...);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// The word that goes with so many: "is" or "are".
inline std::string_view word_for(std::size_t count, std::string_view one,
                                 std::string_view many) {
  return count == 1 ? one : many;
}

/// "1 error", "2 errors".
inline std::string counted(std::size_t count, std::string_view what) {
  std::string text = std::to_string(count);
  text.append(" ").append(what).append(word_for(count, "", "s"));
  return text;
}

}  // namespace godwit
