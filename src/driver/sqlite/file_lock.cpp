// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/errors.h"

namespace godwit::driver::sqlite {
namespace {

Error cannot_lock(const std::string& path, int reason) {
  const bool refused = reason == EACCES || reason == EPERM || reason == EROFS;
  return make_error(
      refused ? ErrorCode::read_only : ErrorCode::io,
      fmt::format("cannot make the lock file \"{}\": {}", path,
                  std::generic_category().message(reason)),
      "SQLite needs to write in the directory of the database, too");
}

// Whoever had the lock before may have removed the file after it was opened
// here, and somebody else may have made a new one since.
bool is_same_file(int file, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return fstat(file, &opened) == 0 && stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

std::string this_process() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return fmt::format("process {} on host {}", getpid(), host.data());
}

// Only people read it, so that a failure does not matter.
void sign(int file) {
  const std::string text = this_process();
  if (ftruncate(file, 0) != 0) return;
  [[maybe_unused]] const auto written = write(file, text.data(), text.size());
}

}  // namespace

Result<bool> FileLock::try_acquire(const std::string& path) {
  while (true) {
    const int file =
        open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file < 0) return cannot_lock(path, errno);
    const int reason = flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (reason == 0 && is_same_file(file, path)) {
      sign(file);
      file_ = file;
      path_ = path;
      return true;
    }
    close(file);
    if (reason == EWOULDBLOCK) return false;
    if (reason != 0 && reason != EINTR) return cannot_lock(path, reason);
  }
}

void FileLock::release() noexcept {
  if (file_ < 0) return;
  // While it is still held, so that nobody else's lock is removed.
  unlink(path_.c_str());
  close(std::exchange(file_, -1));
}

bool FileLock::is_held(const std::string& path) {
  const int file =
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return false;
  // Shared, so that those who look do not see each other.
  const bool held = flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(file);
  return held;
}

std::string FileLock::holder(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text);
  return text.empty() ? "another process" : text;
}

}  // namespace godwit::driver::sqlite
