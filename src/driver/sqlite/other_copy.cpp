// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/other_copy.h"

#include <cstring>
#include <memory>

namespace godwit::driver::sqlite {
namespace {

// A connection begins with a pointer to its VFS, in all versions and forks that
// were looked at. Nothing promises it, so that is seen first to hold for
// connections of this copy.
const sqlite3_vfs* vfs_of(const sqlite3* connection) {
  const sqlite3_vfs* vfs = nullptr;
  std::memcpy(&vfs, static_cast<const void*>(connection), sizeof vfs);
  return vfs;
}

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};

bool begins_with_vfs() {
  sqlite3* raw = nullptr;
  sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, Close> own(raw);
  return own && vfs_of(own.get()) == sqlite3_vfs_find(nullptr);
}

// Each copy has VFS objects of its own. By name, since only SQLite may walk
// through the list while other threads change it.
bool is_registered_here(const sqlite3_vfs* vfs) {
  return vfs == sqlite3_vfs_find(nullptr) ||
         vfs == sqlite3_vfs_find(vfs->zName);
}

}  // namespace

bool is_of_another_copy(sqlite3* connection) {
  static const bool can_be_told = begins_with_vfs();
  return can_be_told && !is_registered_here(vfs_of(connection));
}

}  // namespace godwit::driver::sqlite
