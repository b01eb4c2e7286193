// SPDX-License-Identifier: BSL-1.0
#include "base/append_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/errors.h"

namespace godwit {
namespace {

Error cannot_append(const std::string& path, int reason) {
  return make_error(ErrorCode::io,
                    fmt::format("cannot write \"{}\": {}", path,
                                std::generic_category().message(reason)),
                    "name a file that this user may write, in a directory that "
                    "is there");
}

}  // namespace

Result<AppendFile> AppendFile::open(const std::string& path) {
  // Without waiting for somebody to read a pipe.
  const int file = ::open(
      path.c_str(),
      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
  if (file < 0) return cannot_append(path, errno);
  fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK);
  return AppendFile(file, true);
}

AppendFile AppendFile::standard_error() {
  return AppendFile(STDERR_FILENO, false);
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : file_(other.file_),
      owned_(std::exchange(other.owned_, false)),
      torn_(other.torn_) {}

AppendFile::~AppendFile() {
  if (owned_) close(file_);
}

int AppendFile::write(std::string_view piece) noexcept {
  if (torn_ && ::write(file_, "\n", 1) != 1) return errno;
  torn_ = false;
  std::size_t written = 0;
  while (written < piece.size()) {
    const ssize_t size =
        ::write(file_, piece.data() + written, piece.size() - written);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      torn_ = written > 0;
      return errno;
    }
    written += static_cast<std::size_t>(size);
  }
  return 0;
}

}  // namespace godwit
