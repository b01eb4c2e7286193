# SPDX-License-Identifier: BSL-1.0
# What a project does that is C++17 but for the program that uses Godwit.
set(CMAKE_CXX_STANDARD 17)
cmake_language(DEFER CALL set_target_properties shop PROPERTIES CXX_STANDARD 20)
