// SPDX-License-Identifier: BSL-1.0
// Joined with an archive of SQLite to one object, in which all names but these
// are hidden.
#include <sqlite3.h>

extern "C" sqlite3* open_second_sqlite(const char* path, const char* vfs) {
  sqlite3* db = nullptr;
  sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs);
  return db;
}

extern "C" int close_second_sqlite(sqlite3* db) { return sqlite3_close(db); }
