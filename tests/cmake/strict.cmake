# SPDX-License-Identifier: BSL-1.0
# What a project sets for its own sources, before Godwit becomes a part of it.
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  -fno-exceptions -fno-rtti)
set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
set(CMAKE_UNITY_BUILD ON)
