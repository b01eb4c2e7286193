// SPDX-License-Identifier: BSL-1.0
#include "command/folder.h"

#include <fmt/format.h>
#include <godwit/run_time_set.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "migration/layout.h"
#include "migration/migration_files.h"

namespace godwit::command {
namespace {

namespace fs = std::filesystem;

Error unknown_dialect(const std::string& directory) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("nothing says of which dialect the migrations in \"{}\" are",
                  directory.empty() ? "." : directory),
      "give LintRequest::dialect: sqlite or postgresql");
}

Error no_such_migration(const std::string& path) {
  Error error =
      make_error(ErrorCode::invalid_argument, "there is no such migration",
                 "correct the path, or name the directory");
  error.location.file = path;
  return error;
}

std::string without_slashes(std::string directory) {
  while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  return directory;
}

// Such as "migrations", also of "." and "..".
std::string name_of(const std::string& directory) {
  const std::string name = fs::path(canonical(directory)).filename().string();
  return name.empty() ? "migrations" : name;
}

// "sqlite", "migrations.sqlite", "migrations-sqlite".
std::optional<Dialect> dialect_in(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Dialect>, 3> words = {
      {{"sqlite", Dialect::sqlite},
       {"postgresql", Dialect::postgresql},
       {"postgres", Dialect::postgresql}}};
  for (const auto& [word, dialect] : words) {
    if (!name.ends_with(word)) continue;
    const std::string_view before = name.substr(0, name.size() - word.size());
    if (before.empty() || before.find_last_of("._-") == before.size() - 1) {
      return dialect;
    }
  }
  return std::nullopt;
}

// "migrations/sqlite" of a set is the end of "/home/me/shop/migrations/sqlite".
bool comes_from(EmbeddedSet set, const std::string& directory) {
  return canonical(directory).ends_with(fmt::format("/{}", set.directory()));
}

}  // namespace

bool is_folder(const std::string& path) {
  std::error_code unknown;
  return fs::is_directory(path, unknown);
}

bool is_migration_file(const std::string& path) {
  return path.ends_with(".sql") || path.ends_with(".cpp");
}

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  if (slash == file.npos) return {};
  return without_slashes(file.substr(0, slash + 1));
}

const EmbeddedSet* carried_from(const std::string& directory, Sets carried) {
  const auto found =
      std::find_if(carried.begin(), carried.end(),
                   [&](EmbeddedSet set) { return comes_from(set, directory); });
  return found == carried.end() ? nullptr : &*found;
}

std::string canonical(const std::string& directory) {
  std::error_code unknown;
  return fs::weakly_canonical(directory.empty() ? "." : directory, unknown)
      .string();
}

std::string from_here(const std::string& path) {
  std::error_code unknown;
  const std::string near = fs::proximate(path, unknown).string();
  const bool inside = !unknown && !near.empty() && !near.starts_with("..");
  return inside ? near : path;
}

Result<std::string> file_in(const Folder& folder, const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const EmbeddedSet set = folder.set();
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set.file_name(i) != name) continue;
    return set.directory().empty()
               ? name
               : fmt::format("{}/{}", set.directory(), name);
  }
  return no_such_migration(path);
}

Result<Dialect> dialect_of_folder(const std::string& directory,
                                  std::optional<Dialect> asked, Sets carried) {
  if (asked) return *asked;
  if (const EmbeddedSet* set = carried_from(directory, carried)) {
    return set->dialect();
  }
  const bool one = !carried.empty() &&
                   std::all_of(carried.begin(), carried.end(), [&](auto set) {
                     return set.dialect() == carried.front().dialect();
                   });
  if (one) return carried.front().dialect();
  if (const auto dialect = dialect_in(name_of(directory))) return *dialect;
  return unknown_dialect(directory);
}

void make_folder(const std::string& directory, Dialect dialect,
                 std::size_t number, std::vector<MigrationFile> files,
                 Folder& folder) {
  std::sort(files.begin(), files.end(),
            [](const MigrationFile& left, const MigrationFile& right) {
              return left.name < right.name;
            });
  std::vector<NamedText> texts;
  for (const MigrationFile& file : files) {
    texts.push_back({.name = file.name, .text = file.text});
  }
  folder.data = write_set_data(
      {.name = name_of(directory),
       .dialect = dialect,
       .directory = without_slashes(directory),
       .history_table = fmt::format("godwit_migrations_{}", number),
       .layout = std::string(own_layout),
       .repeatable_directory = std::string(untold_directory)},
      texts);
  folder.view = {.bytes = folder.data.bytes.c_str(),
                 .entries = folder.data.entries.data(),
                 .size = folder.data.entries.size(),
                 .required = nullptr,
                 .required_size = 0,
                 .code = nullptr,
                 .code_size = 0,
                 .on_connect = nullptr,
                 .expected_schema = nullptr,
                 .outline = nullptr};
}

Result<void> read_folder(const std::string& directory, Dialect dialect,
                         std::size_t number, Folder& folder) {
  auto files = read_migration_files(directory.empty() ? "." : directory,
                                    CodeFiles::taken);
  if (!files) return std::move(files).error();
  if (auto good = check_files(*files, directory); !good) return good;
  make_folder(directory, dialect, number, *std::move(files), folder);
  return {};
}

}  // namespace godwit::command
