// SPDX-License-Identifier: BSL-1.0
#include "base/free_space.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "base/errors.h"
#include "base/file_place.h"
#include "base/size_text.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

bool share_file_system(const std::string& one, const std::string& other) {
  struct stat first {};
  struct stat second {};
  return stat(one.c_str(), &first) == 0 && stat(other.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev;
}

Error too_little_space(const std::string& folder, std::uint64_t needed,
                       std::uint64_t available) {
  return make_error(
      ErrorCode::no_space,
      fmt::format("{} are needed in \"{}\", and {} are free", size_text(needed),
                  folder, size_text(available)),
      "free space on that file system, and run again");
}

}  // namespace

Result<void> check_free_space(std::span<const SpaceDemand> demands) {
  for (const SpaceDemand& one : demands) {
    const std::string folder = folder_of(one.file);
    std::uint64_t needed = 0;
    for (const SpaceDemand& other : demands) {
      const bool same = share_file_system(folder, folder_of(other.file));
      if (&other == &one || same) needed += other.bytes;
    }
    std::error_code unknown;
    const fs::space_info space = fs::space(folder, unknown);
    if (!unknown && space.available < needed) {
      return too_little_space(folder, needed, space.available);
    }
  }
  return {};
}

}  // namespace godwit
