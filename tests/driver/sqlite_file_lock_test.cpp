// SPDX-License-Identifier: BSL-1.0
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <functional>
#include <utility>

#include "driver/sqlite/file_lock.h"
#include "driver_test.h"

namespace {

/// What others do between two calls of the system. Once.
thread_local std::function<void()> before_next_flock;

}  // namespace

// In the place of the one in the C library, for all of this program.
extern "C" int flock(int file, int operation) noexcept {
  if (const auto others = std::exchange(before_next_flock, nullptr)) others();
  return static_cast<int>(syscall(SYS_flock, file, operation));
}

namespace godwit::driver::sqlite {
namespace {

class SqliteFileLockTest : public DriverTest {
 protected:
  bool acquires(FileLock& lock) {
    return lock.try_acquire(database_.name() + "-godwit-lock", database_.name())
        .value();
  }
};

// A lock on it would exclude nobody.
TEST_F(SqliteFileLockTest, FileThatWasRemovedSinceItWasOpenedIsNotTheLock) {
  FileLock first;
  FileLock second;
  FileLock late;
  ASSERT_TRUE(acquires(first));

  before_next_flock = [&] {
    first.release();
    EXPECT_TRUE(acquires(second));
  };
  const bool acquired = acquires(late);

  EXPECT_FALSE(acquired);
  second.release();
  EXPECT_TRUE(acquires(late));
}

TEST_F(SqliteFileLockTest, FileThatWasRemovedSinceItWasOpenedIsMadeAnew) {
  FileLock first;
  FileLock second;
  FileLock late;
  ASSERT_TRUE(acquires(first));

  before_next_flock = [&] { first.release(); };

  EXPECT_TRUE(acquires(late));
  EXPECT_FALSE(acquires(second));
}

/// No file can be opened while it lives.
class NoMoreFiles {
 public:
  NoMoreFiles() {
    getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreFiles() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(SqliteFileLockTest, TooManyOpenFilesAreNotTakenForSomebodysFile) {
  FileLock lock;
  const auto acquired = [&] {
    const NoMoreFiles no_more_files;
    return lock.try_acquire(database_.name() + "-godwit-lock",
                            database_.name());
  }();

  ASSERT_FALSE(acquired.ok());
  EXPECT_EQ(acquired.error().code, ErrorCode::io);
  EXPECT_THAT(acquired.error().message, HasSubstr("Too many open files"));
  EXPECT_TRUE(acquires(lock));
}

}  // namespace
}  // namespace godwit::driver::sqlite
