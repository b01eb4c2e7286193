// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/migrator.h>
#include <godwit/run_time_set.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "check/lint.h"
#include "generate/generate.h"
#include "support/ephemeral_database.h"

namespace godwit::test {

inline std::vector<std::string> names_of(const generate::Generated& generated) {
  std::vector<std::string> names;
  for (const auto& file : generated.files) names.push_back(file.name);
  return names;
}

/// Migrations, of which the first makes a schema, and a database with it.
class PostgresqlProject {
 public:
  explicit PostgresqlProject(const std::string& old)
      : database_(EphemeralDatabase::create(Dialect::postgresql)),
        server_(EphemeralDatabase::create(Dialect::postgresql)) {
    std::string name =
        (std::filesystem::temp_directory_path() / "godwit-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    std::filesystem::create_directory(migrations());
    write("migrations/0001_old.sql",
          "-- migrate:up\n" + old + "\n-- migrate:down\n");
    EXPECT_TRUE(run([](Migrator& migrator) { return migrator.up({}); }).ok());
  }
  ~PostgresqlProject() { std::filesystem::remove_all(directory_); }
  PostgresqlProject(const PostgresqlProject&) = delete;
  PostgresqlProject& operator=(const PostgresqlProject&) = delete;

  generate::Generated generate(const std::string& schema, bool online = true) {
    return plan(schema, {.online = online}).value();
  }

  /// The request has what is not about this project.
  Result<generate::Generated> plan(const std::string& schema,
                                   generate::GenerateRequest request) {
    write("schema.sql", schema);
    request.directory = migrations().string();
    request.dialect = Dialect::postgresql;
    request.schema = {(directory_ / "schema.sql").string()};
    request.server = driver::DatabaseUrl::parse(server_.url()).value();
    request.name = "change";
    auto generated = generate::generate(request);
    if (!generated) return generated;
    auto written =
        generate::write_files(migrations().string(), generated->files);
    if (!written) return std::move(written).error();
    return generated;
  }

  void execute(const std::string& sql) const { test::execute(database_, sql); }

  std::string ask(const std::string& sql) const {
    std::string text;
    for (const auto& row : test::rows(database_, sql)) {
      for (const std::string& value : row) {
        text += (text.empty() ? "" : ",") + value;
      }
    }
    return text;
  }

  RunReport up() {
    return run([](Migrator& migrator) { return migrator.up({}); });
  }
  RunReport up_to(const std::string& version) {
    return run([&](Migrator& migrator) {
      return migrator.up({.to = Version::parse(version).value()});
    });
  }
  RunReport down(std::size_t steps) {
    return run(
        [&](Migrator& migrator) { return migrator.down({.steps = steps}); });
  }

  /// Rules that find something in what was generated.
  std::vector<std::string> lint() const {
    const auto files = read();
    const auto set = MigrationSet::from(files.set()).value();
    std::vector<std::string> rules;
    for (const auto& finding :
         check::lint(set, {.since = set.all().front().version})) {
      rules.push_back(finding.rule + ": " + finding.what.message);
    }
    return rules;
  }

  const EphemeralDatabase& database() const { return database_; }

 private:
  std::filesystem::path migrations() const { return directory_ / "migrations"; }

  void write(const std::string& file, const std::string& text) const {
    std::ofstream(directory_ / file) << text;
  }

  RunTimeSet read() const {
    return RunTimeSet::read(migrations().string(),
                            {.dialect = Dialect::postgresql})
        .value();
  }

  template <typename Run>
  RunReport run(const Run& run) {
    const auto set = read();
    auto connection = connect(database_.url()).value();
    Migrator migrator(connection, set.set());
    return run(migrator);
  }

  EphemeralDatabase database_;
  EphemeralDatabase server_;
  std::filesystem::path directory_;
};

}  // namespace godwit::test
