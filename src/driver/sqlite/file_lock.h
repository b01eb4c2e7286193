// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>

namespace godwit::driver::sqlite {

/// A lock that other processes see, on a file made for that purpose, which is
/// removed with it. The kernel gives it back where a process is killed; the
/// file then stays and is used again, by other users too.
class FileLock {
 public:
  FileLock() = default;
  ~FileLock() { release(); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  /// Never waits. False: somebody else holds it. Fails where the file cannot
  /// be made, and where there is something else in its place: a link or a file
  /// of somebody's is neither followed nor written to. `database`: the file
  /// whose owner and rights the lock file gets.
  Result<bool> try_acquire(const std::string& path,
                           const std::string& database);
  void release() noexcept;

  /// Whether somebody does, without making the file.
  static bool is_held(const std::string& path);
  /// Who holds it, such as "process 17 on host web1", as far as is known.
  static std::string holder(const std::string& path);

 private:
  int file_ = -1;
  std::string path_ = {};
};

}  // namespace godwit::driver::sqlite
