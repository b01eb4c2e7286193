// SPDX-License-Identifier: BSL-1.0
#pragma once

#if defined(_MSVC_LANG) ? _MSVC_LANG < 202002L : __cplusplus < 202002L
#error \
    "Godwit's headers need C++20 (set_target_properties(app PROPERTIES \
CXX_STANDARD 20)); from C++11 on there is migrate() of the generated header"
#endif
