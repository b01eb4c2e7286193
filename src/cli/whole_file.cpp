// SPDX-License-Identifier: BSL-1.0
#include "cli/whole_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "base/errors.h"

namespace godwit::cli {
namespace {

constexpr std::size_t piece_size = std::size_t{1} << 20;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Error cannot_read(const std::string& path, int why) {
  Error error = make_error(ErrorCode::io,
                           fmt::format("cannot read the file: {}",
                                       std::generic_category().message(why)),
                           "name a file that can be read");
  error.location.file = path;
  return error;
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> file(
      std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return cannot_read(path, errno);
  std::string bytes;
  std::size_t size = 0;
  do {
    bytes.resize(size + piece_size);
    size += std::fread(&bytes[size], 1, piece_size, file.get());
    if (std::ferror(file.get()) != 0) return cannot_read(path, errno);
  } while (size == bytes.size());
  bytes.resize(size);
  return bytes;
}

}  // namespace godwit::cli
