// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/file_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "base/number.h"
#include "base/platform.h"

namespace godwit::driver::sqlite {
namespace {

constexpr std::string_view signed_by = "process ";
constexpr std::size_t longest_signature = 300;

Error cannot_lock(const std::string& path, int reason) {
  const bool refused = reason == EACCES || reason == EPERM || reason == EROFS;
  return make_error(
      refused ? ErrorCode::read_only : ErrorCode::io,
      fmt::format("cannot make the lock file \"{}\": {}", path,
                  std::generic_category().message(reason)),
      refused ? "SQLite needs to write in the directory of the database, too"
              : "");
}

// It may be locked by a process that runs, so it cannot just be removed.
Error cannot_read(const std::string& path, int reason) {
  return make_error(
      ErrorCode::read_only,
      fmt::format("cannot open the lock file \"{}\": {}", path,
                  std::generic_category().message(reason)),
      "it is another user's; remove it if none of that user's runs goes on");
}

Error not_a_lock_file(const std::string& path) {
  return make_error(
      ErrorCode::io,
      fmt::format("\"{}\" is in the place of the lock file and is none", path),
      "see who has put it there, and move it out of the way");
}

// Whoever had the lock before may have removed the file after it was opened
// here, and somebody else may have made a new one since.
bool is_same_file(int file, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return fstat(file, &opened) == 0 && lstat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

// Only people read it, so that a failure does not matter.
void sign(int file) {
  const std::string text =
      fmt::format("{}{} on host {}", signed_by, getpid(), host_name());
  if (ftruncate(file, 0) != 0) return;
  [[maybe_unused]] const auto written =
      pwrite(file, text.data(), text.size(), 0);
}

// Empty: it has not signed yet, or cannot be read.
std::string signature_in(int file) {
  std::array<char, longest_signature> text{};
  const auto size = pread(file, text.data(), text.size(), 0);
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size))
                  : std::string();
}

// What somebody else has put there, or linked to, is not to be written to.
bool is_lock_file(int file) {
  struct stat info {};
  if (fstat(file, &info) != 0) return false;
  const bool small = info.st_size <= static_cast<off_t>(longest_signature);
  return S_ISREG(info.st_mode) && info.st_nlink <= 1 && small &&
         (info.st_size == 0 || signature_in(file).starts_with(signed_by));
}

// Never through a link, never waiting (a FIFO would), and without making it:
// Linux refuses that in a folder like /tmp where it is another user's.
int open_existing(const std::string& path, int access) {
  return open(path.c_str(), access | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

// As accessible as the database, and root's own is its owner's, so that whoever
// may write there can sign one that was left behind.
void share_like(const std::string& database, int file) {
  struct stat info {};
  if (stat(database.c_str(), &info) != 0) return;
  [[maybe_unused]] int ignored = fchmod(file, info.st_mode & 0666);
  if (geteuid() == 0) ignored = fchown(file, info.st_uid, info.st_gid);
}

// By a link, a folder or a socket.
bool is_taken(int reason) {
  return reason == ELOOP || reason == EISDIR || reason == ENXIO;
}

struct Opened {
  int file = -1;
  bool writable = true;
};

Result<Opened> make(const std::string& path, const std::string& database) {
  const int file = open(
      path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file >= 0) share_like(database, file);
  if (file >= 0 || errno == EEXIST) return Opened{file};
  return cannot_lock(path, errno);
}

/// No file: it came or went just now.
Result<Opened> open_or_make(const std::string& path,
                            const std::string& database) {
  Opened opened{open_existing(path, O_RDWR)};
  const bool refused = errno == EACCES || errno == EPERM || errno == EROFS;
  // A lock needs no write access, and a signature only helps people.
  if (opened.file < 0 && refused) {
    opened = {open_existing(path, O_RDONLY), false};
  }
  if (opened.file >= 0 || errno == EINTR) return opened;
  if (errno == ENOENT) return make(path, database);
  if (errno == EACCES || errno == EPERM) return cannot_read(path, errno);
  if (is_taken(errno)) return not_a_lock_file(path);
  return cannot_lock(path, errno);
}

// A process of this host that is gone has left the file unsigned by whoever
// holds it now.
bool is_gone(std::string_view text) {
  text.remove_prefix(std::min(signed_by.size(), text.size()));
  const std::string_view number = text.substr(0, text.find(' '));
  const auto process = parse_number<pid_t>(number);
  return process && *process > 0 && text.ends_with(" on host " + host_name()) &&
         kill(*process, 0) != 0 && errno == ESRCH;
}

}  // namespace

Result<bool> FileLock::try_acquire(const std::string& path,
                                   const std::string& database) {
  while (true) {
    const auto opened = open_or_make(path, database);
    if (!opened) return opened.error();
    if (opened->file < 0) continue;
    const int file = opened->file;
    if (!is_lock_file(file) && is_same_file(file, path)) {
      close(file);
      return not_a_lock_file(path);
    }
    const int reason = flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (reason == 0 && is_same_file(file, path)) {
      // Who comes next makes one of his own, and so do we.
      if (!opened->writable && unlink(path.c_str()) == 0) {
        close(file);
        continue;
      }
      if (opened->writable) sign(file);
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
  const int file = open_existing(path, O_RDONLY);
  if (file < 0) return false;
  // Shared, so that those who look do not see each other.
  const bool held = flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close(file);
  return held;
}

std::string FileLock::holder(const std::string& path) {
  const int file = open_existing(path, O_RDONLY);
  const std::string text = file < 0 ? std::string() : signature_in(file);
  if (file >= 0) close(file);
  const std::string line = text.substr(0, text.find('\n'));
  const bool known = line.starts_with(signed_by) && !is_gone(line);
  return known ? line : "another process";
}

}  // namespace godwit::driver::sqlite
