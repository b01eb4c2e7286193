// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

namespace godwit::driver::sqlite {

/// Another process that has a lock of SQLite on this file, such as "process 17
/// (shop)". Empty: there is none, or the system does not tell.
std::string user_of_file(const std::string& path);

}  // namespace godwit::driver::sqlite
