// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

#include "driver/database_url.h"

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
/// plain path. All but `file:` are taken literally, but for the parameters
/// `mode`, `cache` and `immutable` of the first ones. No error shows the URL,
/// which may hold a password.
Result<DatabaseName> parse_database_name(const DatabaseUrl& url);

/// The `filename` without a `mode` that asks for writing, which SQLite would
/// refuse where it is to open the file for reading only.
std::string filename_for_reading(const DatabaseName& name);

}  // namespace godwit::driver::sqlite
