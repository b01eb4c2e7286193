// SPDX-License-Identifier: BSL-1.0
#include "migration/migration_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "base/read_file.h"

namespace godwit {
namespace {

Error at_path(std::string path, std::string message, std::string hint) {
  Error error = make_error(ErrorCode::invalid_migration, std::move(message),
                           std::move(hint));
  error.location = {.file = std::move(path), .line = 1, .column = 1};
  return error;
}

Error no_files(const std::string& directory) {
  return make_error(ErrorCode::invalid_migration,
                    directory.empty()
                        ? "a set without a file"
                        : fmt::format("no .sql file in '{}'", directory),
                    "give it a file such as 0001_create_person.sql");
}

Error no_file_name(const std::string& name) {
  return make_error(ErrorCode::invalid_migration,
                    fmt::format("\"{}\" is not the name of a file", name),
                    "name it <version>_<name>.sql, without a folder and "
                    "without control characters");
}

Error too_large() {
  return make_error(ErrorCode::invalid_argument,
                    "the files of the set have more than 4 GiB",
                    "divide it into several sets");
}

Error cannot_read(const std::string& path, const std::string& why) {
  return make_error(ErrorCode::io,
                    fmt::format("cannot read '{}': {}", path, why),
                    "name a directory of migrations that this user may read");
}

Error code_to_compile(const std::string& path) {
  return at_path(path, "a migration in C++ cannot be read at run time",
                 "embed the set with godwit_add_migrations, or give the file "
                 "from memory, with its functions");
}

Error no_file(const std::string& path) {
  return at_path(path, "is not a regular file",
                 "migrations lie directly in the directory");
}

bool is_code(std::string_view name) { return name.ends_with(".cpp"); }

std::string_view without_part(std::string_view name) {
  for (const std::string_view part : {"hook/", "repeatable/", "seed/"}) {
    if (name.starts_with(part)) return name.substr(part.size());
  }
  return name;
}

bool is_file_name(std::string_view name) {
  name = without_part(name);
  return !name.empty() &&
         std::none_of(name.begin(), name.end(), [](unsigned char c) {
           return c < 0x20 || c == 0x7f || c == '/';
         });
}

std::string why_unread(const ReadFile& file) {
  if (file.problem == ReadProblem::failed) {
    return std::generic_category().message(file.error_number);
  }
  return "it is too large, or does not end";
}

/// Absent: none of the set.
Result<std::optional<MigrationFile>> read_entry(
    const std::filesystem::directory_entry& entry, CodeFiles code) {
  std::string name = entry.path().filename().string();
  const std::string path = entry.path().string();
  if (name.starts_with('.')) return std::optional<MigrationFile>();
  if (is_code(name) && code == CodeFiles::refused) return code_to_compile(path);
  if (!is_code(name) && !name.ends_with(".sql")) {
    return std::optional<MigrationFile>();
  }
  std::error_code error;
  if (!entry.is_regular_file(error)) return no_file(path);
  ReadFile read = read_to_the_end(path, {});
  if (read.problem != ReadProblem::none) {
    return cannot_read(path, why_unread(read));
  }
  return std::optional<MigrationFile>(
      {.name = std::move(name), .text = std::move(read.bytes)});
}

}  // namespace

Result<void> check_files(const std::vector<MigrationFile>& files,
                         const std::string& directory) {
  // With what is in the head, which has no length to speak of.
  std::uint64_t size = std::uint64_t{1} << 20;
  for (const MigrationFile& file : files) {
    if (!is_file_name(file.name)) return no_file_name(file.name);
    size += file.name.size() + file.text.size() + 128;
  }
  if (files.empty()) return no_files(directory);
  if (size > std::numeric_limits<std::uint32_t>::max()) return too_large();
  return {};
}

Result<std::vector<MigrationFile>> read_migration_files(
    const std::string& directory, CodeFiles code) {
  std::vector<MigrationFile> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    auto file = read_entry(*entry, code);
    if (!file) return std::move(file).error();
    if (*file) files.push_back(**std::move(file));
  }
  if (error) return cannot_read(directory, error.message());
  return files;
}

}  // namespace godwit
