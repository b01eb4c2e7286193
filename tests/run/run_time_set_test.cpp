// SPDX-License-Identifier: BSL-1.0
//
// Sets that a program reads or makes while it runs.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "run/migrator_fixture.h"
#include "run/sample.h"

namespace godwit {
namespace {

namespace fs = std::filesystem;

MigrationFile sql(const std::string& version, const std::string& name) {
  const File file = table(version, name);
  return {.name = file.first, .text = file.second};
}

Result<void> add_row(Database& database) {
  database.execute("INSERT INTO a VALUES (1)").value();
  return {};
}

Result<void> remove_rows(Database& database) {
  database.execute("DELETE FROM a").value();
  return {};
}

class RunTimeSetTest : public MigratorTest {
 protected:
  RunTimeSetTest() { fs::create_directory(folder_); }
  ~RunTimeSetTest() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  Error error_of_folder() const {
    const auto read = RunTimeSet::read(folder_.string(), {.dialect = dialect});
    return read ? Error{} : read.error();
  }

  const fs::path folder_ =
      fs::temp_directory_path() /
      ("godwit-run-time-set-" + std::to_string(::getpid()));
};

TEST_F(RunTimeSetTest, AFolderIsTheSetThatTheBuildMakesOfIt) {
  const EmbeddedSet built = sample_set();
  const std::string folder = std::string(GODWIT_TEST_SAMPLES) +
                             (postgresql ? "/postgresql" : "/sqlite");
  const RunTimeSet read =
      RunTimeSet::read(folder, {.dialect = dialect}).value();

  ASSERT_EQ(read.set().size(), built.size());
  for (std::size_t i = 0; i < built.size(); ++i) {
    EXPECT_EQ(read.set().file_name(i), built.file_name(i));
    EXPECT_EQ(read.set().checksum(i), built.checksum(i));
  }
  EXPECT_EQ(read.set().digest(), built.digest());
  const RunReport first = Migrator(connect(), read.set()).up();
  ASSERT_TRUE(first.ok()) << why(first);
  EXPECT_EQ(first.done.size(), 5U);
  EXPECT_THAT(Migrator(connect(), built).up().done, IsEmpty());
  EXPECT_TRUE(Migrator(connect(), built).verify({.exact = true}).ok());
}

TEST_F(RunTimeSetTest, FilesInMemoryMayHaveFunctions) {
  const RunTimeSet set =
      RunTimeSet::of(
          {sql("3", "b"),
           {.name = "2_row.cpp", .functions = {add_row, remove_rows}},
           sql("1", "a")},
          {.dialect = dialect, .name = "plug_in"})
          .value();
  Migrator migrator(connect(), set.set());

  const RunReport up = migrator.up();

  ASSERT_TRUE(up.ok()) << why(up);
  EXPECT_THAT(applied(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(up.done[1].set, "plug_in");
  EXPECT_THAT(rows(database_, "SELECT id FROM a"), SizeIs(1));
  ASSERT_TRUE(migrator.down({.steps = 2}).ok());
  EXPECT_THAT(rows(database_, "SELECT id FROM a"), IsEmpty());
}

TEST_F(RunTimeSetTest, TwoSetsOfOneDatabaseHaveTwoHistories) {
  const RunTimeSet own =
      RunTimeSet::of({sql("1", "a")}, {.dialect = dialect}).value();
  const RunTimeSet plug_in =
      RunTimeSet::of({sql("1", "b")},
                     {.dialect = dialect, .history_table = "plug_in_history"})
          .value();
  Connection& connection = connect();

  ASSERT_TRUE(Migrator(connection, own.set()).up().ok());
  ASSERT_TRUE(Migrator(connection, plug_in.set()).up().ok());

  EXPECT_TRUE(has_table("a") && has_table("b"));
  EXPECT_TRUE(has_table("plug_in_history"));
}

// One of them is stopped by another thread, which the others do not notice.
TEST_F(RunTimeSetTest, EachOfManyDatabasesHasAThreadOfItsOwn) {
  constexpr std::size_t count = 6;
  const RunTimeSet set =
      RunTimeSet::of({sql("1", "a"), sql("2", "b")}, {.dialect = dialect})
          .value();
  const RunTimeSet slow =
      RunTimeSet::of(
          {sql("1", "a"), {.name = "2_b.sql", .text = slow_statement}},
          {.dialect = dialect})
          .value();
  std::vector<EphemeralDatabase> databases;
  for (std::size_t i = 0; i < count; ++i) {
    databases.push_back(EphemeralDatabase::create(driver_of_program));
  }
  StopSource stop;
  std::vector<RunReport> reports(count);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      MigratorOptions options;
      if (i == 0) {
        options.stop = stop.token();
        options.on_event = [&](const Event& event) {
          const bool second = event.step_index == 1;
          if (event.kind == Event::Kind::running && second) stop.request_stop();
        };
      }
      reports[i] = start(databases[i].url(), i == 0 ? slow.set() : set.set(),
                         {.migrator = options});
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(reports[0].error.value_or(Error{}).code, ErrorCode::cancelled);
  for (std::size_t i = 1; i < count; ++i) {
    EXPECT_TRUE(reports[i].ok()) << why(reports[i]);
    EXPECT_THAT(rows(databases[i], "SELECT id FROM " + history_table),
                SizeIs(2));
  }
}

TEST_F(RunTimeSetTest, WhatIsWrongInAFolderHasItsPlace) {
  write("0001_a.sql", "CREATE TABLE a (id integer);\n");
  write("readme.txt", "not a migration");
  write(".0001_a.sql.swp", "of an editor");
  EXPECT_TRUE(RunTimeSet::read(folder_.string(), {.dialect = dialect}).ok());

  write("0002_b.sql", "-- godwit: no-such-thing\nSELECT 1;\n");
  const Error directive = error_of_folder();
  EXPECT_EQ(directive.code, ErrorCode::invalid_migration);
  EXPECT_EQ(directive.location.file, (folder_ / "0002_b.sql").string());
  EXPECT_EQ(directive.location.line, 1U);
  fs::remove(folder_ / "0002_b.sql");

  write("1_other.sql", "SELECT 1;\n");
  EXPECT_THAT(error_of_folder().message, HasSubstr("version 0001 is that of"));
  fs::remove(folder_ / "1_other.sql");

  write("0002_b.cpp", "int main() {}\n");
  EXPECT_THAT(error_of_folder().message, HasSubstr("in C++ cannot be read"));
  fs::remove(folder_ / "0002_b.cpp");

  fs::create_directory(folder_ / "0002_b.sql");
  EXPECT_THAT(error_of_folder().message, HasSubstr("not a regular file"));
  fs::remove(folder_ / "0002_b.sql");

  fs::remove(folder_ / "0001_a.sql");
  EXPECT_THAT(error_of_folder().message, HasSubstr("no .sql file in"));

  const auto nowhere = RunTimeSet::read((folder_ / "nowhere").string());
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().code, ErrorCode::io);
}

TEST_F(RunTimeSetTest, WhatIsWrongInMemoryIsNamed) {
  const auto message = [](std::vector<MigrationFile> files,
                          RunTimeSetOptions options = {}) {
    options.dialect = dialect;
    const auto set = RunTimeSet::of(std::move(files), options);
    return set ? std::string("good") : set.error().message;
  };
  using namespace std::string_literals;
  EXPECT_EQ(message({sql("1", "a")}), "good");
  EXPECT_EQ(message({}), "a set without a file");
  EXPECT_THAT(message({{.name = "1_a/b.sql", .text = "SELECT 1;"}}),
              HasSubstr("is not the name of a file"));
  EXPECT_THAT(message({{.name = "1_a\0.sql"s, .text = "SELECT 1;"}}),
              HasSubstr("is not the name of a file"));
  EXPECT_THAT(message({sql("1", "a")}, {.name = "a\0b"s}),
              HasSubstr("holds a NUL"));
  EXPECT_THAT(message({{.name = "1_a.cpp"}}),
              HasSubstr("without its function"));
  EXPECT_THAT(message({{.name = "1_a.cpp", .functions = {add_row, nullptr}}}),
              HasSubstr("without a function for its way down"));
  EXPECT_EQ(message({{.name = "1_a.cpp",
                      .text = "// godwit: irreversible rows are gone\n",
                      .functions = {add_row, nullptr}}}),
            "good");
}

}  // namespace
}  // namespace godwit
