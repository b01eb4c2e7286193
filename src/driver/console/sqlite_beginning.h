// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <map>
#include <string>
#include <utility>

namespace godwit::driver::console {

/// SQLite loads a value as a whole, however little of it a statement looks at.
/// The functions godwit_head and godwit_size read only the pages that they
/// need, by a handle for each column.
class Beginnings {
 public:
  Beginnings() = default;
  Beginnings(const Beginnings&) = delete;
  Beginnings& operator=(const Beginnings&) = delete;
  ~Beginnings() { close(); }

  /// Must live as long as statements are carried out on the connection.
  void offer(sqlite3* db);
  void close();

 private:
  static void head(sqlite3_context* context, int count, sqlite3_value** values);
  static void size(sqlite3_context* context, int count, sqlite3_value** values);
  /// Null: there is no such value; the context has the error.
  sqlite3_blob* open(sqlite3_context* context, sqlite3_value** values);

  std::map<std::pair<std::string, std::string>, sqlite3_blob*> open_;
};

}  // namespace godwit::driver::console
