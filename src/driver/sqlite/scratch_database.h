// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "driver/sqlite/confinement.h"

namespace godwit::driver::sqlite {

/// A database in memory, from which no text reaches another one.
class ScratchDatabase {
 public:
  ScratchDatabase() {
    sqlite3* database = nullptr;
    sqlite3_open(":memory:", &database);
    database_.reset(database);
    // Some pragmas act while they are prepared.
    confinement_ = std::make_unique<Confinement>(database);
  }

  sqlite3* get() const noexcept { return database_.get(); }

  /// Whether SQLite takes a statement; else `sqlite3_errmsg` says why not.
  bool prepares(const std::string& statement) const {
    sqlite3_stmt* prepared = nullptr;
    const int code =
        sqlite3_prepare_v2(get(), statement.c_str(), -1, &prepared, nullptr);
    sqlite3_finalize(prepared);
    return code == SQLITE_OK;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
  };
  // The database goes first.
  std::unique_ptr<Confinement> confinement_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace godwit::driver::sqlite
