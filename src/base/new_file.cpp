// SPDX-License-Identifier: BSL-1.0
#include "base/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "base/fail_point.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

ErrorCode code_of(int reason) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorCode::no_space;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorCode::read_only;
    default:
      return ErrorCode::io;
  }
}

Error cannot_write(const std::string& path, int reason) {
  const ErrorCode code = code_of(reason);
  return make_error(code,
                    fmt::format("cannot write \"{}\": {}", path,
                                std::generic_category().message(reason)),
                    code == ErrorCode::read_only
                        ? "write to another directory, or be let write there"
                        : "");
}

Error is_there(const std::string& path) {
  return make_error(ErrorCode::io, fmt::format("\"{}\" is there already", path),
                    "name a file that does not exist yet, or remove it");
}

void share_like(const std::string& like, int file) {
  struct stat info {};
  if (like.empty() || stat(like.c_str(), &info) != 0) return;
  [[maybe_unused]] int ignored = fchmod(file, info.st_mode & 0666);
  if (geteuid() == 0) ignored = fchown(file, info.st_uid, info.st_gid);
}

// The name is durable with its folder only.
void sync_folder_of(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  fsync(file);
  close(file);
}

}  // namespace

Result<NewFile> NewFile::make(const std::string& path,
                              const std::string& like) {
  std::error_code unknown;
  if (fs::exists(fs::symlink_status(path, unknown))) return is_there(path);
  std::string part = path + ".part";
  remove_database_files(part);
  const int file = open(
      part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return cannot_write(part, errno);
  share_like(like, file);
  return NewFile(path, std::move(part), file);
}

NewFile::NewFile(std::string path, std::string part, int file)
    : path_(std::move(path)), part_(std::move(part)), file_(file) {}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      part_(std::move(other.part_)),
      file_(std::exchange(other.file_, -1)) {}

NewFile::~NewFile() {
  if (file_ < 0) return;
  close(file_);
  remove_database_files(part_);
}

Result<void> NewFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    fail_point();
    const ssize_t size = ::write(file_, bytes.data(), bytes.size());
    if (size < 0 && errno != EINTR) return cannot_write(part_, errno);
    if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

Result<void> NewFile::keep() {
  fail_point();
  if (fsync(file_) != 0) return cannot_write(part_, errno);
  fail_point();
  if (rename(part_.c_str(), path_.c_str()) != 0) {
    return cannot_write(path_, errno);
  }
  fail_point();
  sync_folder_of(path_);
  close(std::exchange(file_, -1));
  return {};
}

void remove_database_files(const std::string& path) {
  for (const char* behind : {"", "-journal", "-wal", "-shm", "-godwit-lock"}) {
    fail_point();
    unlink((path + behind).c_str());
  }
}

}  // namespace godwit
