// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit::test {

std::vector<std::vector<std::string>> postgresql_rows(
    const std::string& conninfo, std::string_view sql);

}  // namespace godwit::test
