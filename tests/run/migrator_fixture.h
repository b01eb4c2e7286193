// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gmock/gmock.h>
#include <godwit/godwit.h>
#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "history/history_table.h"
#include "run/live_schema.h"
#include "schema/expected_schema.h"
#include "support/embedded_files.h"
#include "support/ephemeral_database.h"

namespace godwit {

using test::EmbeddedFiles;
using test::EphemeralDatabase;
using test::execute;
using test::rows;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// Of the program.
extern const Dialect dialect;
extern const test::Driver driver_of_program;
/// A server that is asked over HTTP, and has no connections of a library.
inline const bool over_http = driver_of_program == test::Driver::libsql;
inline const bool postgresql = dialect == Dialect::postgresql;
inline const std::string history_table =
    postgresql ? "public.godwit_migrations" : "godwit_migrations";
inline const std::string slow_statement =
    postgresql ? "SELECT pg_sleep(60);"
               : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                 "n) SELECT count(*) FROM n;";

using File = EmbeddedFiles::File;

inline File table(const std::string& version, const std::string& name) {
  return {version + "_" + name + ".sql",
          "-- migrate:up\nCREATE TABLE " + name +
              " (id integer PRIMARY KEY);\n-- migrate:down\nDROP TABLE " +
              name + ";\n"};
}

class MigratorTest : public ::testing::Test {
 protected:
  Connection& connect() {
    connections_.push_back(godwit::connect(database_.url()).value());
    return connections_.back();
  }

  /// A migrator as a program with these files would have it.
  Migrator migrator(const std::vector<File>& files,
                    MigratorOptions options = {}) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(dialect, files));
    return Migrator(connect(), sets_.back()->set(), std::move(options));
  }

  std::vector<std::string> applied() {
    std::vector<std::string> result;
    for (const auto& row : rows(database_, "SELECT id FROM " + history_table +
                                               " ORDER BY sequence")) {
      result.push_back(row[0]);
    }
    return result;
  }

  bool has_table(const std::string& name) {
    const std::string sql =
        postgresql ? "SELECT 1 FROM pg_tables WHERE tablename = '" + name + "'"
                   : "SELECT 1 FROM sqlite_master WHERE name = '" + name + "'";
    return !rows(database_, sql).empty();
  }

  /// The expected schema, as a build finds it: it runs them elsewhere.
  static std::string made_by(const std::vector<File>& files) {
    const EphemeralDatabase elsewhere =
        EphemeralDatabase::create(driver_of_program);
    const EmbeddedFiles embedded(dialect, files);
    Connection connection = godwit::connect(elsewhere.url()).value();
    EXPECT_TRUE(Migrator(connection, embedded.set()).up().ok());
    const auto histories = run::tables_of_history(
        history::HistoryTable::named("", dialect).value());
    driver::Session& session = connection.session();
    return schema::to_text(
        {.model = run::live_schema(session, histories).value(),
         .server_version = session.facts()->version,
         .live_digest = run::live_digest(session, histories).value()});
  }

  EphemeralDatabase database_ = EphemeralDatabase::create(driver_of_program);
  std::vector<std::unique_ptr<EmbeddedFiles>> sets_;
  std::list<Connection> connections_;
};

inline std::string why(const RunReport& report) {
  return report.ok() ? "ok" : to_string(*report.error);
}

}  // namespace godwit
