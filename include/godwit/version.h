// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace godwit {

/// The number a migration's file name begins with: groups of digits joined by
/// '.' or '-', such as "0007", "20240131120000" or "13.1". Kept as text and
/// compared group by group as numbers of any length, so that "7" equals "0007"
/// and 20 digits do not overflow.
class Version {
 public:
  Version() = default;
  /// One group of digits, such as 7.
  explicit Version(std::uint64_t number) : text_(std::to_string(number)) {}

  /// Fails with invalid_argument where the text is not such a number.
  static Result<Version> parse(std::string_view text);

  /// As it was written.
  const std::string& text() const& noexcept { return text_; }
  std::string text() && { return std::move(text_); }
  bool empty() const noexcept { return text_.empty(); }

  friend std::strong_ordering operator<=>(const Version& left,
                                          const Version& right) noexcept;
  friend bool operator==(const Version& left, const Version& right) noexcept {
    return (left <=> right) == 0;
  }

 private:
  explicit Version(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace godwit
