// SPDX-License-Identifier: BSL-1.0
// What a static executor has in place of dlopen(): nothing can be loaded.

// NOLINTNEXTLINE: the linker's --wrap=dlopen gives the name.
extern "C" void* __wrap_dlopen(const char*, int) { return nullptr; }
