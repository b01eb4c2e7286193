// SPDX-License-Identifier: BSL-1.0
#include "base/file_place.h"

#include <unistd.h>

#include <filesystem>

#ifdef __linux__
#include <sys/vfs.h>
#endif

namespace godwit {

std::string folder_of(const std::string& file) {
  const std::filesystem::path parent =
      std::filesystem::path(file).parent_path();
  return parent.empty() ? "." : parent.string();
}

bool may_write(const std::string& path) {
  return access(path.c_str(), W_OK) == 0;
}

// The numbers are those of statfs(2).
std::string network_file_system(const std::string& folder) {
#ifdef __linux__
  struct statfs info {};
  if (statfs(folder.c_str(), &info) != 0) return {};
  switch (static_cast<unsigned long>(info.f_type) & 0xFFFFFFFFUL) {
    case 0x6969:
      return "NFS";
    case 0x517B:
    case 0xFE534D42:
    case 0xFF534D42:
      return "SMB";
    case 0x01021997:
      return "9P";
    case 0x00C36400:
      return "Ceph";
    default:
      return {};
  }
#else
  static_cast<void>(folder);
  return {};
#endif
}

}  // namespace godwit
