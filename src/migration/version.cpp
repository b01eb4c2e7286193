// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/version.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/ascii.h"
#include "base/errors.h"

namespace godwit {
namespace {

bool is_joint(char c) { return c == '.' || c == '-'; }

// Takes the first group of digits off the text, and the joint behind it.
std::string_view take_group(std::string_view& text) {
  // Sorting asks thousands of times: a call for each character would count.
  const auto joint = std::find_if(text.begin(), text.end(), is_joint);
  const auto size = static_cast<std::size_t>(joint - text.begin());
  const std::string_view group = text.substr(0, size);
  text.remove_prefix(std::min(size + 1, text.size()));
  return group;
}

std::string_view without_leading_zeros(std::string_view digits) {
  while (digits.starts_with('0')) digits.remove_prefix(1);
  return digits;
}

std::strong_ordering compare_numbers(std::string_view left,
                                     std::string_view right) {
  left = without_leading_zeros(left);
  right = without_leading_zeros(right);
  if (left.size() != right.size()) return left.size() <=> right.size();
  return left.compare(right) <=> 0;
}

// Of two groups of as many digits, the first different digit decides. Sorting
// and merging ask thousands of times, nearly always so. Absent: it takes more
// than a look to tell.
std::optional<std::strong_ordering> compare_at_a_glance(
    std::string_view left, std::string_view right) {
  const auto [a, b] =
      std::mismatch(left.begin(), left.end(), right.begin(), right.end());
  const auto to_joint = [](auto begin, auto end) {
    return std::find_if(begin, end, is_joint) - begin;
  };
  if (to_joint(a, left.end()) != to_joint(b, right.end())) return std::nullopt;
  if (a == left.end() || is_joint(*a)) return std::nullopt;
  return *a <=> *b;
}

Error not_a_version(std::string_view text) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" is not a version", text),
                    "a version is a number such as 7, 0007, 20240131120000 or "
                    "13.1");
}

bool is_version(std::string_view text) {
  if (text.empty() || is_joint(text.back())) return false;
  while (!text.empty()) {
    const std::string_view group = take_group(text);
    if (group.empty() || !std::all_of(group.begin(), group.end(), is_digit)) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<Version> Version::parse(std::string_view text) {
  if (!is_version(text)) return not_a_version(text);
  return Version(std::string(text));
}

std::strong_ordering operator<=>(const Version& left,
                                 const Version& right) noexcept {
  std::string_view a = left.text_;
  std::string_view b = right.text_;
  if (a == b) return std::strong_ordering::equal;
  if (const auto order = compare_at_a_glance(a, b)) return *order;
  while (!a.empty() && !b.empty()) {
    const std::strong_ordering order =
        compare_numbers(take_group(a), take_group(b));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

}  // namespace godwit
