// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <compare>
#include <string>
#include <string_view>

namespace godwit {

/// The number a migration's file name begins with: groups of digits joined by
/// '.' or '-', such as "0007", "20240131120000" or "13.1". Kept as text and
/// compared group by group as numbers of any length, so that "7" equals "0007"
/// and 20 digits do not overflow.
class Version {
 public:
  Version() = default;

  /// Fails with invalid_argument where the text is not such a number.
  static Result<Version> parse(std::string_view text);

  /// As it was written.
  const std::string& text() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }

  friend std::strong_ordering operator<=>(const Version& left,
                                          const Version& right) noexcept;
  friend bool operator==(const Version& left, const Version& right) noexcept {
    return (left <=> right) == 0;
  }

 private:
  explicit Version(std::string_view text) : text_(text) {}
  std::string text_;
};

}  // namespace godwit
