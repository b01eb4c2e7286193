// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <sqlite3.h>

#include <string>
#include <vector>

#include "driver/sqlite/patience.h"

namespace godwit::driver::sqlite {

/// What a script can change about its connection, as it was once: pragmas,
/// attached databases, temporary tables, views and triggers. Pragmas that
/// describe the file are not among them.
class Settings {
 public:
  static Result<Settings> read(sqlite3* db, Patience& patience);

  /// Puts back what has changed since. Inside a transaction SQLite keeps some
  /// of it as it is.
  void restore(sqlite3* db) const;

 private:
  void drop_temporary(sqlite3* db) const;

  std::vector<std::string> pragmas_;  // in the order of the table of names
  std::vector<std::string> attached_;
  std::vector<std::string> temporary_;
};

/// Of a pragma that has one value.
Result<std::string> read_pragma(sqlite3* db, std::string_view name,
                                Patience& patience);
void write_pragma(sqlite3* db, std::string_view name, std::string_view value);

}  // namespace godwit::driver::sqlite
