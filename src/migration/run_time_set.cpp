// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <godwit/migration.h>
#include <godwit/run_time_set.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/errors.h"
#include "migration/layout.h"
#include "migration/migration_files.h"
#include "migration/placeholders.h"
#include "migration/set_data.h"

namespace godwit {

namespace {

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

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
                         .adopt_version = options.adopt_version,
                         .hook_directory = "hook",
                         .repeatable_directory = "repeatable",
                         .seed_directory = "seed",
                         .placeholders = lines_of(options.placeholders)},
                        texts);
}

Error at_file(std::string path, std::string message, std::string hint) {
  Error error = make_error(ErrorCode::invalid_migration, std::move(message),
                           std::move(hint));
  error.location = {.file = std::move(path), .line = 1, .column = 1};
  return error;
}

Error nul_in_options() {
  return make_error(ErrorCode::invalid_argument,
                    "an option of the set holds a NUL", "leave it out");
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

bool holds_nul(const RunTimeSetOptions& options) {
  const auto has = [](const std::string& text) {
    return text.find('\0') != text.npos;
  };
  return has(options.name) || has(options.directory) ||
         has(options.history_table) || has(options.adopt_version) ||
         std::any_of(options.placeholders.begin(), options.placeholders.end(),
                     has);
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
            .on_connect = nullptr,
            .expected_schema = nullptr,
            .outline = nullptr};
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
  if (auto good = check_files(files, options.directory); !good) {
    return good.error();
  }
  if (holds_nul(options)) return nul_in_options();
  std::sort(files.begin(), files.end(),
            [](const MigrationFile& left, const MigrationFile& right) {
              return left.name < right.name;
            });
  const auto data = std::make_shared<const Data>(files, options);
  const auto read = set_to_look_at(EmbeddedSet(data->view));
  if (!read) return read.error();
  if (auto good = check_functions(*read); !good) return good.error();
  return RunTimeSet(data);
}

Result<RunTimeSet> RunTimeSet::read(const std::string& directory,
                                    const RunTimeSetOptions& options) {
  auto files = read_migration_files(directory, CodeFiles::refused);
  if (!files) return std::move(files).error();
  RunTimeSetOptions named = options;
  if (named.directory.empty()) named.directory = directory;
  return of(*std::move(files), named);
}

EmbeddedSet RunTimeSet::set() const& noexcept {
  return EmbeddedSet(data_->view);
}

}  // namespace godwit
