// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/file_user.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace godwit::driver::sqlite {
namespace {

std::string name_of(long process) {
  std::ifstream file(fmt::format("/proc/{}/comm", process));
  std::string name;
  std::getline(file, name);
  return name;
}

}  // namespace

// By the table of the kernel and not by fcntl, which takes a descriptor: to
// close that one would drop the locks that this process has on the file.
std::string user_of_file(const std::string& path) {
  struct stat info {};
  if (path.empty() || stat(path.c_str(), &info) != 0) return {};
  const std::string wanted = fmt::format("{:02x}:{:02x}:{}", major(info.st_dev),
                                         minor(info.st_dev), info.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    // "1: POSIX  ADVISORY  WRITE 3260 fe:00:11018384 0 EOF"
    std::istringstream words(line);
    std::string number, kind, advisory, access, file;
    long process = 0;
    words >> number >> kind >> advisory >> access >> process >> file;
    if (file != wanted || kind != "POSIX" || process == getpid()) continue;
    const std::string name = name_of(process);
    return name.empty() ? fmt::format("process {}", process)
                        : fmt::format("process {} ({})", process, name);
  }
  return {};
}

}  // namespace godwit::driver::sqlite
