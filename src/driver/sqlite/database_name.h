// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <string_view>

namespace godwit::driver::sqlite {

/// What a database URL means to SQLite.
struct DatabaseName {
  /// For sqlite3_open_v2.
  std::string filename = {};
  /// `filename` is a URI, https://www.sqlite.org/uri.html.
  bool uri = false;
  /// The file as the operating system knows it, or ":memory:".
  std::string path = {};
};

/// Reads `sqlite:path`, `sqlite3:path`, `sqlite:///path`, `file:path` and a
/// plain path. All but `file:` are taken literally.
Result<DatabaseName> parse_database_name(std::string_view url);

}  // namespace godwit::driver::sqlite
