// SPDX-License-Identifier: BSL-1.0
#include "tool/output_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "base/errors.h"

namespace godwit::tool {
namespace {

Error not_written(const std::string& path) {
  return make_error(ErrorCode::io, fmt::format("cannot write {}", path),
                    "look at its directory, and at the room that is left");
}

bool has_bytes(const std::string& path, const std::string& bytes) {
  std::ifstream file(path, std::ios::binary);
  const std::string there{std::istreambuf_iterator<char>(file), {}};
  return file.is_open() && there == bytes;
}

}  // namespace

Result<void> write_if_different(const std::string& path,
                                const std::string& bytes) {
  if (has_bytes(path, bytes)) return {};
  // Never half a file under the name.
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary);
  file << bytes;
  file.close();
  std::error_code failure;
  if (file) std::filesystem::rename(part, path, failure);
  if (!file || failure) {
    std::filesystem::remove(part, failure);
    return not_written(path);
  }
  return {};
}

}  // namespace godwit::tool
