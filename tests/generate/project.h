// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/godwit.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "generate/generate.h"
#include "support/direct_sqlite.h"

namespace godwit::test {

/// A folder with migrations, a declared schema and a database, as a user of
/// SQLite has them.
class Project {
 public:
  /// The first migration makes this.
  explicit Project(const std::string& old) {
    std::string name =
        (std::filesystem::temp_directory_path() / "godwit-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    std::filesystem::create_directory(migrations());
    write("migrations/0001_old.sql",
          "-- migrate:up\n" + old + "\n-- migrate:down\n");
  }
  ~Project() { std::filesystem::remove_all(directory_); }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  void write(const std::string& file, const std::string& text) const {
    std::ofstream(directory_ / file) << text;
  }

  /// The declared schema, in one file, and what is generated of it. Where that
  /// succeeds, it is written.
  Result<generate::Generated> generate(const std::string& schema,
                                       std::vector<std::string> renames = {}) {
    write("schema.sql", schema);
    return generate_of({(directory_ / "schema.sql").string()},
                       std::move(renames));
  }

  Result<generate::Generated> generate_of(std::vector<std::string> schema,
                                          std::vector<std::string> renames = {},
                                          std::vector<std::string> keeps = {}) {
    auto generated = generate::generate({.directory = migrations().string(),
                                         .dialect = Dialect::sqlite,
                                         .schema = std::move(schema),
                                         .renames = std::move(renames),
                                         .keeps = std::move(keeps)});
    if (!generated) return generated;
    auto written =
        generate::write_files(migrations().string(), generated->files);
    if (!written) return std::move(written).error();
    return generated;
  }

  /// What their author has to do before files that lose something are taken.
  void give_reasons() const {
    for (const auto& entry :
         std::filesystem::directory_iterator(migrations())) {
      std::ifstream file(entry.path());
      std::string text;
      for (std::string line; std::getline(file, line);) {
        if (line.starts_with("-- godwit: allow ")) line += " it may go";
        text += line + '\n';
      }
      std::ofstream(entry.path()) << text;
    }
  }

  RunReport up(std::optional<Version> to = {}) {
    return run([&](Migrator& migrator) { return migrator.up({.to = to}); });
  }
  RunReport down() {
    return run([](Migrator& migrator) { return migrator.down({.steps = 1}); });
  }

  /// One column of a query, joined by commas.
  std::string ask(const std::string& sql) const {
    std::string text;
    for (const auto& row : sqlite_rows(database().string(), sql)) {
      for (const std::string& value : row) {
        if (!text.empty()) text += ',';
        text += value;
      }
    }
    return text;
  }

  std::filesystem::path path(const std::string& file) const {
    return directory_ / file;
  }

 private:
  std::filesystem::path migrations() const { return directory_ / "migrations"; }
  std::filesystem::path database() const { return directory_ / "test.db"; }

  template <typename Run>
  RunReport run(const Run& run) {
    const auto set = RunTimeSet::read(migrations().string()).value();
    auto connection = connect(database().string()).value();
    Migrator migrator(connection, set.set());
    return run(migrator);
  }

  std::filesystem::path directory_;
};

/// All statements of all files.
inline std::string text_of(const generate::Generated& generated) {
  std::string text;
  for (const auto& file : generated.files) text += file.text;
  return text;
}

}  // namespace godwit::test
