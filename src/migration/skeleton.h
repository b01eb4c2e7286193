// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/migration.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace godwit {

/// The comments that `create` writes into a half, for its author to replace.
std::string_view skeleton_of(Direction direction) noexcept;

/// What it writes as a repeatable script, and as a seed.
std::string_view skeleton_of_repeatable() noexcept;
std::string_view skeleton_of_seed() noexcept;

/// What it writes as a migration in C++, which compiles.
std::string_view skeleton_of_code() noexcept;

/// Where they still stand in a script without a statement, or at the head of
/// C++. Absent: the author has written it, or has left it empty on purpose.
std::optional<std::size_t> find_skeleton(const Script& script);

}  // namespace godwit
