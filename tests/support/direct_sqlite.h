// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit::test {

std::vector<std::vector<std::string>> sqlite_rows(const std::string& file,
                                                  std::string_view sql);

}  // namespace godwit::test
