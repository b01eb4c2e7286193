// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/migration.h>
#include <godwit/run_time_set.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "base/read_file.h"
#include "migration/layout.h"
#include "migration/set_data.h"

namespace godwit {

namespace {

SetData data_of(const std::vector<MigrationFile>& files,
                const RunTimeSetOptions& options) {
  std::vector<NamedText> texts;
  for (const MigrationFile& file : files) {
    texts.push_back({.name = file.name, .text = file.text});
  }
  return write_set_data({.name = options.name,
                         .dialect = options.dialect,
                         .directory = options.directory,
                         .history_table = options.history_table,
                         .newer = options.newer,
                         .layout = std::string(own_layout),
                         .adopt_version = options.adopt_version},
                        texts);
}

Error at_file(std::string path, std::string message, std::string hint) {
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

Error nul_in_options() {
  return make_error(ErrorCode::invalid_argument,
                    "an option of the set holds a NUL", "leave it out");
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
  return at_file(path, "a migration in C++ cannot be read at run time",
                 "embed the set with godwit_add_migrations, or give the file "
                 "from memory, with its functions");
}

Error no_file(const std::string& path) {
  return at_file(path, "is not a regular file",
                 "migrations lie directly in the directory");
}

Error no_way_up(const std::string& path) {
  return at_file(path, "a migration in C++ without its function",
                 "give the file its functions");
}

Error no_way_down(const std::string& path) {
  return at_file(
      path, "a migration in C++ without a function for its way down",
      "give the file that function, or begin the text with // godwit: "
      "irreversible <reason>");
}

bool is_code(std::string_view name) { return name.ends_with(".cpp"); }

bool is_file_name(std::string_view name) {
  return !name.empty() &&
         std::none_of(name.begin(), name.end(), [](unsigned char c) {
           return c < 0x20 || c == 0x7f || c == '/';
         });
}

bool holds_nul(const RunTimeSetOptions& options) {
  const auto has = [](const std::string& text) {
    return text.find('\0') != text.npos;
  };
  return has(options.name) || has(options.directory) ||
         has(options.history_table) || has(options.adopt_version);
}

// What the compiler and the linker see to where a set is embedded.
Result<void> check_functions(const MigrationSet& set) {
  for (const Migration& migration : set.all()) {
    if (migration.up.language == Language::sql) continue;
    if (!migration.up.function) return no_way_up(migration.up.file);
    const bool lacks = migration.down && !migration.down->function;
    if (lacks) return no_way_down(migration.up.file);
  }
  return {};
}

Result<void> check_files(const std::vector<MigrationFile>& files,
                         const RunTimeSetOptions& options) {
  // With what is in the head, which has no length to speak of.
  std::uint64_t size = std::uint64_t{1} << 20;
  for (const MigrationFile& file : files) {
    if (!is_file_name(file.name)) return no_file_name(file.name);
    size += file.name.size() + file.text.size() + 128;
  }
  if (files.empty()) return no_files(options.directory);
  if (holds_nul(options)) return nul_in_options();
  if (size > std::numeric_limits<std::uint32_t>::max()) return too_large();
  return {};
}

std::string why_unread(const ReadFile& file) {
  if (file.problem == ReadProblem::failed) {
    return std::generic_category().message(file.error_number);
  }
  return "it is too large, or does not end";
}

/// Absent: none of the set.
Result<std::optional<MigrationFile>> read_entry(
    const std::filesystem::directory_entry& entry) {
  std::string name = entry.path().filename().string();
  const std::string path = entry.path().string();
  if (name.starts_with('.')) return std::optional<MigrationFile>();
  if (is_code(name)) return code_to_compile(path);
  if (!name.ends_with(".sql")) return std::optional<MigrationFile>();
  std::error_code error;
  if (!entry.is_regular_file(error)) return no_file(path);
  ReadFile read = read_to_the_end(path, {});
  if (read.problem != ReadProblem::none) {
    return cannot_read(path, why_unread(read));
  }
  return std::optional<MigrationFile>(
      {.name = std::move(name), .text = std::move(read.bytes)});
}

Result<std::vector<MigrationFile>> read_files(const std::string& directory) {
  std::vector<MigrationFile> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    auto file = read_entry(*entry);
    if (!file) return std::move(file).error();
    if (*file) files.push_back(**std::move(file));
  }
  if (error) return cannot_read(directory, error.message());
  return files;
}

}  // namespace

struct RunTimeSet::Data {
  Data(const std::vector<MigrationFile>& files,
       const RunTimeSetOptions& options)
      : texts(data_of(files, options)) {
    // None of them moves, since the code points there.
    functions.reserve(files.size());
    for (std::uint32_t i = 0; i < files.size(); ++i) {
      if (files[i].functions.up == nullptr) continue;
      code.push_back({i, &functions.emplace_back(files[i].functions)});
    }
    view = {.bytes = texts.bytes.c_str(),
            .entries = texts.entries.data(),
            .size = texts.entries.size(),
            .required = nullptr,
            .required_size = 0,
            .code = code.data(),
            .code_size = code.size(),
            .on_connect = nullptr};
  }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;

  SetData texts;
  std::vector<EmbeddedFunctions> functions;
  std::vector<EmbeddedCode> code;
  EmbeddedData view = {};
};

RunTimeSet::RunTimeSet(std::shared_ptr<const Data> data) noexcept
    : data_(std::move(data)) {}

Result<RunTimeSet> RunTimeSet::of(std::vector<MigrationFile> files,
                                  const RunTimeSetOptions& options) {
  if (auto good = check_files(files, options); !good) return good.error();
  std::sort(files.begin(), files.end(),
            [](const MigrationFile& left, const MigrationFile& right) {
              return left.name < right.name;
            });
  const auto data = std::make_shared<const Data>(files, options);
  const auto read = MigrationSet::from(EmbeddedSet(data->view));
  if (!read) return read.error();
  if (auto good = check_functions(*read); !good) return good.error();
  return RunTimeSet(data);
}

Result<RunTimeSet> RunTimeSet::read(const std::string& directory,
                                    const RunTimeSetOptions& options) {
  auto files = read_files(directory);
  if (!files) return std::move(files).error();
  RunTimeSetOptions named = options;
  if (named.directory.empty()) named.directory = directory;
  return of(*std::move(files), named);
}

EmbeddedSet RunTimeSet::set() const& noexcept {
  return EmbeddedSet(data_->view);
}

}  // namespace godwit
