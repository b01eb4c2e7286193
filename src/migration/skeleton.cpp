// SPDX-License-Identifier: BSL-1.0
#include "migration/skeleton.h"

namespace godwit {
namespace {

constexpr std::string_view up_words =
    "-- Write here what this migration changes.\n"
    "-- It runs in one transaction together with its record in the history.\n";
constexpr std::string_view down_words = "-- Write here what undoes it.\n";

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string_view skeleton_of(Direction direction) noexcept {
  return direction == Direction::up ? up_words : down_words;
}

std::optional<std::size_t> find_skeleton(const Script& script) {
  if (!script.statements.empty()) return std::nullopt;
  for (const std::string_view words : {up_words, down_words}) {
    const std::size_t at = script.text.find(first_line(words));
    if (at != script.text.npos) return at;
  }
  return std::nullopt;
}

}  // namespace godwit
