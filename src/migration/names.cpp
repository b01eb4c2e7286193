// SPDX-License-Identifier: BSL-1.0
#include <godwit/migration.h>

namespace godwit {

std::string_view to_string(Direction direction) noexcept {
  return direction == Direction::up ? "up" : "down";
}

std::string_view to_string(Language language) noexcept {
  return language == Language::sql ? "SQL" : "C++";
}

std::string_view to_string(NewerPolicy policy) noexcept {
  return policy == NewerPolicy::refuse ? "refuse" : "accept";
}

std::string_view to_string(AppliedState state) noexcept {
  switch (state) {
    case AppliedState::applied:
      return "applied";
    case AppliedState::started:
      return "started";
    case AppliedState::reverting:
      return "reverting";
  }
  return "unknown";
}

}  // namespace godwit
