// SPDX-License-Identifier: BSL-1.0
#include <godwit/migration.h>

namespace godwit {

std::string_view to_string(Direction direction) noexcept {
  return direction == Direction::up ? "up" : "down";
}

std::string_view to_string(MigrationKind kind) noexcept {
  switch (kind) {
    case MigrationKind::versioned:
      return "versioned";
    case MigrationKind::repeatable:
      return "repeatable";
    case MigrationKind::seed:
      return "seed";
  }
  return "unknown";
}

std::string_view to_string(HookPoint point) noexcept {
  switch (point) {
    case HookPoint::before_all:
      return "before_all";
    case HookPoint::before_each:
      return "before_each";
    case HookPoint::after_each:
      return "after_each";
    case HookPoint::after_all:
      return "after_all";
  }
  return "unknown";
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
