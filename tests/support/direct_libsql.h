// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit::test {

/// The URL of a new, empty database on the server of this test run.
std::string make_libsql_database(const std::string& name);
void remove_libsql_database(const std::string& name);

/// Runs statements; the rows of the last one.
std::vector<std::vector<std::string>> libsql_rows(const std::string& url,
                                                  std::string_view sql);

}  // namespace godwit::test
