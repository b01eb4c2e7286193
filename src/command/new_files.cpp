// SPDX-License-Identifier: BSL-1.0
#include "command/new_files.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "base/errors.h"

namespace godwit::command {
namespace {

Error cannot_read(const std::string& directory, const std::error_code& why) {
  return make_error(
      ErrorCode::io,
      fmt::format("cannot read directory '{}': {}", directory, why.message()),
      "name another one with CreateRequest::directories");
}

Error cannot_write(const std::string& path, int why) {
  return make_error(
      ErrorCode::io,
      fmt::format("cannot write '{}': {}", path,
                  std::generic_category().message(why)),
      why == EEXIST ? "edit that file, or give another name" : "");
}

// 0: written.
int fill(std::FILE* file, const std::string& text) {
  errno = 0;
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const int error = errno;
  if (std::fclose(file) != 0) return errno;
  return written ? 0 : error;
}

}  // namespace

Result<std::vector<std::string>> migration_files(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    const std::filesystem::path& path = entry->path();
    if (path.extension() == ".sql" || path.extension() == ".cpp") {
      names.push_back(path.filename().string());
    }
  }
  if (error) return cannot_read(directory, error);
  return names;
}

NewFiles::~NewFiles() {
  for (const std::string& path : written_) std::remove(path.c_str());
}

Result<void> NewFiles::write(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wx");
  if (file == nullptr) return cannot_write(path, errno);
  written_.push_back(path);
  if (const int error = fill(file, text); error != 0) {
    return cannot_write(path, error);
  }
  return {};
}

}  // namespace godwit::command
