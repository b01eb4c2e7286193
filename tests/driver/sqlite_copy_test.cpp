// SPDX-License-Identifier: BSL-1.0
#include <sqlite3.h>

#include <memory>

#include "driver_test.h"

extern "C" sqlite3* open_second_sqlite(const char* path, const char* vfs);
extern "C" int close_second_sqlite(sqlite3* db);

namespace godwit::driver {
namespace {

using SqliteCopyTest = DriverTest;

TEST_F(SqliteCopyTest, AConnectionOfASecondCopyOfSqliteIsRefused) {
  for (const char* path : {database_.name().c_str(), ":memory:"}) {
    for (const char* vfs : {"unix", "unix-excl"}) {
      const std::unique_ptr<sqlite3, int (*)(sqlite3*)> second(
          open_second_sqlite(path, vfs), close_second_sqlite);
      ASSERT_NE(second, nullptr);

      const auto used = godwit::adopt(second.get());

      ASSERT_FALSE(used) << path << " " << vfs;
      EXPECT_EQ(used.error().code, ErrorCode::invalid_argument);
      EXPECT_THAT(used.error().message, HasSubstr("another copy of SQLite"));
    }
  }
}

// Such as those that encrypt, or log.
TEST_F(SqliteCopyTest, AConnectionOverAVfsOfTheApplicationIsTaken) {
  sqlite3_vfs own = *sqlite3_vfs_find(nullptr);
  own.zName = "own";
  for (const char* vfs : {"own", "unix-excl"}) {
    sqlite3_vfs_register(&own, 0);
    sqlite3* raw = nullptr;
    sqlite3_open_v2(database_.name().c_str(), &raw,
                    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> application(
        raw, sqlite3_close);

    EXPECT_TRUE(godwit::adopt(application.get())) << vfs;
  }
  sqlite3_vfs_unregister(&own);
}

}  // namespace
}  // namespace godwit::driver
