// SPDX-License-Identifier: BSL-1.0
#include "support/direct_sqlite.h"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>

namespace godwit::test {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
using Connection = std::unique_ptr<sqlite3, Close>;

void check(sqlite3* connection, int status) {
  if (status != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(connection));
}

Connection open(const std::string& file) {
  sqlite3* connection = nullptr;
  const int status = sqlite3_open(file.c_str(), &connection);
  Connection owned(connection);
  check(connection, status);
  sqlite3_busy_timeout(connection, 5000);
  return owned;
}

int add_row(void* rows, int columns, char** values, char**) {
  std::vector<std::string>& row = static_cast<Rows*>(rows)->emplace_back();
  for (int column = 0; column < columns; ++column) {
    row.emplace_back(values[column] == nullptr ? "NULL" : values[column]);
  }
  return 0;
}

}  // namespace

Rows sqlite_rows(const std::string& file, std::string_view sql) {
  const Connection connection = open(file);
  Rows found;
  check(connection.get(),
        sqlite3_exec(connection.get(), std::string(sql).c_str(), add_row,
                     &found, nullptr));
  return found;
}

}  // namespace godwit::test
