// SPDX-License-Identifier: BSL-1.0
#include <godwit/batches.h>
#include <godwit/database.h>

#include <stdexcept>

#include "migrator_fixture.h"

namespace godwit {
namespace {

// What stands for a file in C++.
File cpp(const std::string& version, const std::string& name,
         const std::string& head = {}, const std::string& digest = "1") {
  return {version + "_" + name + ".cpp", head + "// sha256: " + digest + "\n"};
}

Result<void> shout(Database& database) {
  auto done = database.execute("INSERT INTO a VALUES ($1)", 7);
  return done ? Result<void>() : std::move(done).error();
}

Result<void> hush(Database& database) {
  auto done = database.execute("DELETE FROM a WHERE id = $1", 7);
  return done ? Result<void>() : std::move(done).error();
}

Result<void> throws(Database& database) {
  database.execute("DELETE FROM a").value();
  throw std::runtime_error("not my day");
}

Result<void> throws_a_result(Database& database) {
  database.execute("DELETE FROM nowhere").value();
  return {};
}

// 10 parts; stops after the one that `stop_after` says.
int stop_after = 0;
Result<void> in_parts(Database& database) {
  int part = 0;
  if (!database.checkpoint().empty()) part = std::stoi(database.checkpoint());
  while (part < 10) {
    database.execute("INSERT INTO a VALUES ($1)", ++part).value();
    database.commit(std::to_string(part)).value();
    if (part == stop_after) throw std::runtime_error("stopped");
  }
  return {};
}

Result<void> removes_in_parts(Database& database) {
  int part = 0;
  if (!database.checkpoint().empty()) part = std::stoi(database.checkpoint());
  while (part < 10) {
    database.execute("DELETE FROM a WHERE id = $1", ++part).value();
    database.commit(std::to_string(part)).value();
    if (part == stop_after) throw std::runtime_error("stopped");
  }
  return {};
}

const char* const no_transaction = "// godwit: no-transaction\n";

class CodeTest : public MigratorTest {
 protected:
  Migrator migrator_with(const File& file, const EmbeddedFunctions& functions,
                         MigratorOptions options = {}) {
    sets_.push_back(std::make_unique<EmbeddedFiles>(
        dialect, std::vector<File>{table("1", "a"), file, table("3", "b")}));
    sets_.back()->with_code(1, functions);
    return Migrator(connect(), sets_.back()->set(), std::move(options));
  }

  std::vector<std::string> ids() {
    std::vector<std::string> result;
    for (auto& row : rows(database_, "SELECT id FROM a ORDER BY id")) {
      result.push_back(row.at(0));
    }
    return result;
  }
};

TEST_F(CodeTest, StandsBetweenScriptsBothWays) {
  const EmbeddedFunctions functions{shout, hush};
  Migrator migrator = migrator_with(cpp("2", "shout"), functions);

  const RunReport up = migrator.up();

  ASSERT_TRUE(up.ok()) << up.error->message;
  ASSERT_EQ(up.done.size(), 3U);
  EXPECT_EQ(up.done[1].file, "migrations/2_shout.cpp");
  EXPECT_THAT(ids(), ElementsAre("7"));
  const Status status = migrator.status().value();
  EXPECT_TRUE(status.up_to_date());
  EXPECT_EQ(status.entries[1].language, Language::cpp);
  EXPECT_TRUE(status.entries[1].reversible);

  const RunReport down = migrator.down({.steps = 2});
  ASSERT_TRUE(down.ok()) << down.error->message;
  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(CodeTest, ChangedSourceIsShownAndNotRefused) {
  const EmbeddedFunctions functions{shout, hush};
  ASSERT_TRUE(migrator_with(cpp("2", "shout"), functions).up().ok());
  Migrator changed = migrator_with(cpp("2", "shout", {}, "another"), functions);

  const Status status = changed.status().value();
  EXPECT_EQ(status.entries[1].state, MigrationState::applied);
  EXPECT_TRUE(status.entries[1].source_changed);
  EXPECT_TRUE(changed.verify({.exact = true}).ok());
  EXPECT_TRUE(changed.up().ok());
}

TEST_F(CodeTest, IrreversibleHasNoWayDown) {
  const EmbeddedFunctions functions{shout, nullptr};
  Migrator migrator = migrator_with(
      cpp("2", "shout", "// godwit: irreversible nobody remembers\n"),
      functions);
  ASSERT_TRUE(migrator.up().ok());

  const RunReport down = migrator.down({.all = true});

  ASSERT_FALSE(down.ok());
  EXPECT_EQ(down.error->code, ErrorCode::irreversible);
}

TEST_F(CodeTest, WhatItThrowsIsItsFailure) {
  const EmbeddedFunctions functions{throws, hush};
  Migrator migrator = migrator_with(cpp("2", "throws"), functions);
  const RunReport report = migrator.up();

  ASSERT_FALSE(report.ok());
  EXPECT_THAT(report.error->message, HasSubstr("not my day"));
  EXPECT_EQ(report.error->location.file, "migrations/2_throws.cpp");
  EXPECT_THAT(report.error->notes,
              ::testing::Contains(HasSubstr("2 was rolled back")));
  EXPECT_EQ(report.failed->version.text(), "2");
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(CodeTest, FailedStatementIsToldWithItsLine) {
  const EmbeddedFunctions functions{throws_a_result, hush};
  const RunReport report = migrator_with(cpp("2", "code_test"), functions).up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::statement_failed);
  // By its name this file could be the migration.
  EXPECT_GT(report.error->location.line, 0U);
  EXPECT_THAT(report.error->notes,
              ::testing::Contains(HasSubstr("DELETE FROM nowhere")));
}

TEST_F(CodeTest, PartsGoOnAfterAnInterruption) {
  const EmbeddedFunctions functions{in_parts, removes_in_parts};
  const File file = cpp("2", "parts", no_transaction);
  stop_after = 4;
  const RunReport stopped = migrator_with(file, functions).up();
  ASSERT_FALSE(stopped.ok());
  EXPECT_THAT(stopped.error->notes,
              ::testing::Contains(HasSubstr("what 2 has committed is kept")));
  EXPECT_THAT(ids(), SizeIs(4));
  Migrator again = migrator_with(file, functions);
  const Status status = again.status().value();
  EXPECT_EQ(status.entries[1].state, MigrationState::interrupted);
  EXPECT_EQ(status.entries[1].applied->checkpoint, "4");
  EXPECT_EQ(status.entries[1].applied->statements_done, 4U);

  stop_after = 7;
  ASSERT_FALSE(again.up().ok());
  EXPECT_THAT(ids(), SizeIs(7));
  stop_after = 0;
  const RunReport up = migrator_with(file, functions).up();
  ASSERT_TRUE(up.ok()) << up.error->message;
  EXPECT_THAT(ids(), SizeIs(10));
  EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));

  stop_after = 3;
  const RunReport down =
      migrator_with(file, functions).down({.to = Version(1)});
  ASSERT_FALSE(down.ok());
  EXPECT_THAT(ids(), SizeIs(7));
  stop_after = 0;
  ASSERT_TRUE(migrator_with(file, functions).down({.to = Version(1)}).ok());
  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_THAT(applied(), ElementsAre("1"));
}

TEST_F(CodeTest, InterruptedOneMustNotBecomeSql) {
  const EmbeddedFunctions functions{in_parts, removes_in_parts};
  stop_after = 4;
  ASSERT_FALSE(
      migrator_with(cpp("2", "parts", no_transaction), functions).up().ok());
  stop_after = 0;

  const RunReport report =
      migrator({table("1", "a"),
                {"2_parts.sql", "-- godwit: no-transaction\nSELECT 1;\n"}})
          .up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::edited);
  EXPECT_THAT(report.error->message, HasSubstr("was begun in C++"));
}

TEST_F(CodeTest, ProgramWithoutTheFunctionRefusesToRunIt) {
  Migrator without = migrator({table("1", "a"), cpp("2", "shout")});

  EXPECT_EQ(without.status().value().entries[1].language, Language::cpp);
  const RunReport report = without.up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::unsupported);
  EXPECT_FALSE(has_table("a"));
}

Result<void> negates(Database& database) {
  return in_batches(database, {.table = "a", .key = "id", .size = 10},
                    [&](const KeyRange& range) -> Result<void> {
                      if (range.first == "31" && stop_after == 3) {
                        throw std::runtime_error("stopped");
                      }
                      auto done = database.execute(
                          "UPDATE a SET other = -id WHERE id BETWEEN $1 AND $2",
                          range.first, range.last);
                      return done ? Result<void>() : std::move(done).error();
                    });
}

TEST_F(CodeTest, BatchesGoThroughAllKeysOnce) {
  const EmbeddedFunctions functions{negates, negates};
  const File file = cpp("2", "negates", no_transaction);
  ASSERT_TRUE(migrator({table("1", "a")}).up().ok());
  execute(database_, "ALTER TABLE a ADD COLUMN other integer");
  execute(database_,
          "INSERT INTO a (id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
          "SELECT i + 1 FROM n WHERE i < 95) SELECT i FROM n");
  stop_after = 3;

  ASSERT_FALSE(migrator_with(file, functions).up().ok());

  const std::string missing = "SELECT count(*) FROM a WHERE other IS NULL";
  EXPECT_EQ(rows(database_, missing)[0][0], "65");
  execute(database_, "UPDATE a SET other = 7 WHERE id = 1");
  stop_after = 0;
  ASSERT_TRUE(migrator_with(file, functions).up().ok());
  EXPECT_EQ(rows(database_, missing)[0][0], "0");
  EXPECT_EQ(rows(database_, "SELECT other FROM a WHERE id = 1")[0][0], "7");
  EXPECT_EQ(rows(database_, "SELECT other FROM a WHERE id = 95")[0][0], "-95");
}

std::string url_of_outer_run;
EmbeddedSet (*set_of_outer_run)() = nullptr;

Result<void> starts_a_run(Database&) {
  Connection other = godwit::connect(url_of_outer_run).value();
  const RunReport report = Migrator(other, set_of_outer_run()).down();
  return report.ok() ? Result<void>() : *report.error;
}

TEST_F(CodeTest, RunInsideARunIsRefused) {
  static const EmbeddedFiles inner(dialect, {table("1", "a")});
  url_of_outer_run = database_.url();
  set_of_outer_run = [] { return inner.set(); };
  const EmbeddedFunctions functions{starts_a_run, hush};

  const RunReport report = migrator_with(cpp("2", "run"), functions).up();

  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error->code, ErrorCode::invalid_argument);
  EXPECT_THAT(report.error->message, HasSubstr("another run"));
}

Result<void> tells(Database& database) {
  database.progress(1, 2);
  return {};
}

TEST_F(CodeTest, ProgressIsAnEvent) {
  const EmbeddedFunctions functions{tells, tells};
  std::vector<std::string> events;
  MigratorOptions options;
  options.on_event = [&](const Event& event) {
    if (event.kind != Event::Kind::progress) return;
    events.push_back(event.step->version.text() + ": " +
                     std::to_string(event.done) + " of " +
                     std::to_string(event.total));
  };
  ASSERT_TRUE(migrator_with(cpp("2", "tells"), functions, std::move(options))
                  .up()
                  .ok());

  EXPECT_THAT(events, ElementsAre("2: 1 of 2"));
}

}  // namespace
}  // namespace godwit
