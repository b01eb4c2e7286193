// SPDX-License-Identifier: BSL-1.0
#include "generate/schema_history.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "command/folder.h"
#include "documents/diagram_document.h"
#include "documents/schema_pages.h"
#include "support/ephemeral_database.h"

namespace godwit::generate {
namespace {

using schema::Identity;
using schema::Kind;

/// The migrations of a set, each by its way up.
class Migrations {
 public:
  explicit Migrations(const std::vector<std::string>& texts) {
    std::string folder =
        (std::filesystem::temp_directory_path() / "godwit-XXXXXX").string();
    directory_ = ::mkdtemp(folder.data());
    int number = 0;
    for (const std::string& text : texts) {
      ++number;
      const std::string name = "000" + std::to_string(number) + "_change.sql";
      std::ofstream(directory_ / name) << text << '\n';
    }
  }
  ~Migrations() { std::filesystem::remove_all(directory_); }
  Migrations(const Migrations&) = delete;
  Migrations& operator=(const Migrations&) = delete;

  SchemaHistory history(Dialect dialect) {
    command::read_folder(directory_.string(), dialect, 0, folder_).value();
    ReplayRequest request{.set = folder_.set()};
    if (dialect == Dialect::postgresql) {
      server_.emplace(test::EphemeralDatabase::create(dialect));
      request.server = driver::DatabaseUrl::parse(server_->url()).value();
    }
    return schema_history(request).value();
  }

 private:
  std::filesystem::path directory_;
  command::Folder folder_;
  std::optional<test::EphemeralDatabase> server_;
};

std::vector<std::string> touches(const SchemaHistory& history, Dialect dialect,
                                 const std::string& table) {
  const Identity id{.kind = Kind::table,
                    .schema = dialect == Dialect::postgresql ? "public" : "",
                    .name = table};
  std::vector<std::string> versions;
  const Touches all = touches_of(history);
  const auto found = all.of_tables.find(id);
  if (found == all.of_tables.end()) return versions;
  for (const Touch& touch : found->second) {
    versions.push_back(history.steps[touch.step].version.text());
  }
  return versions;
}

using Versions = std::vector<std::string>;

std::string text_of_page(const SchemaHistory& history,
                         const std::string& name) {
  for (const auto& page : documents::schema_pages(history.end, &history)) {
    if (page.name == name) return page.text;
  }
  return "no such page";
}

class HistoryOf : public testing::TestWithParam<Dialect> {};

TEST_P(HistoryOf, ASchemaKnowsWhichMigrationsTouchedATable) {
  Migrations migrations({
      "CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (id integer);",
      "ALTER TABLE a ADD COLUMN name text;",
      "INSERT INTO a (id, name) VALUES (1, 'x');",
      "CREATE INDEX a_name ON a (name);",
      "DROP TABLE b;",
  });

  const SchemaHistory history = migrations.history(GetParam());

  ASSERT_EQ(history.steps.size(), 5u);
  EXPECT_TRUE(history.steps[2].changes.empty());
  EXPECT_EQ(touches(history, GetParam(), "a"),
            (Versions{"0001", "0002", "0004"}));
  EXPECT_EQ(touches(history, GetParam(), "b"), (Versions{"0001", "0005"}));
}

TEST_P(HistoryOf, ASchemaFollowsATableToItsNewName) {
  Migrations migrations({
      "CREATE TABLE a (id integer PRIMARY KEY);",
      "ALTER TABLE a RENAME TO c;",
      "ALTER TABLE c ADD COLUMN name text;",
  });

  const SchemaHistory history = migrations.history(GetParam());
  EXPECT_EQ(touches(history, GetParam(), "c"),
            (Versions{"0001", "0002", "0003"}));
  const std::string page = text_of_page(history, "c.md");
  EXPECT_NE(page.find("renames it, which was a |"), std::string::npos) << page;
  EXPECT_NE(page.find("adds column name |"), std::string::npos) << page;
}

TEST_P(HistoryOf, ASchemaHasItAsEachMigrationLeftIt) {
  Migrations migrations({
      "CREATE TABLE a (id integer PRIMARY KEY);",
      "CREATE TABLE b (a integer REFERENCES a);",
      "DROP TABLE b;",
      "ALTER TABLE a ADD COLUMN name text;",
  });

  const SchemaHistory history = migrations.history(GetParam());

  EXPECT_TRUE(differences(history.at(4), history.end).empty());
  EXPECT_TRUE(differences(history.at(1), history.at(3)).empty());
  const auto tables = [&](std::size_t count) {
    return diagram::tables_of(history.at(count));
  };
  EXPECT_EQ(tables(0).tables.size(), 0u);
  EXPECT_EQ(tables(2).references.size(), 1u);
  EXPECT_EQ(tables(3).tables.size(), 1u);
  EXPECT_EQ(tables(4).tables.front().columns.size(), 2u);
  EXPECT_EQ(history.step_of(Version::parse("0003").value()).value(), 2u);
  EXPECT_FALSE(history.step_of(Version::parse("9").value()));
}

TEST_P(HistoryOf, ASchemaShowsWhatAMigrationChanged) {
  Migrations migrations({
      "CREATE TABLE a (id integer PRIMARY KEY);"
      "CREATE TABLE b (a integer REFERENCES a); CREATE TABLE d (id integer);",
      "DROP TABLE b; ALTER TABLE a ADD COLUMN name text;"
      "CREATE TABLE c (id integer);",
  });

  const auto schema =
      documents::schema_after(migrations.history(GetParam()), 1);
  const auto drawing = documents::drawing_of(schema, {}).value();

  std::vector<std::string> marks;
  for (const auto& table : drawing.tables.tables) {
    const auto change = drawing.changes.find(table.id);
    marks.push_back(table.name + ' ' +
                    (change == drawing.changes.end()
                         ? std::string()
                         : std::string(to_string(change->second))));
  }
  EXPECT_EQ(marks, (std::vector<std::string>{"a changed", "b removed",
                                             "c added", "d "}));
  EXPECT_EQ(drawing.tables.references.size(), 1u);
}

TEST_P(HistoryOf, ASchemaIsTheSameInItsPages) {
  Migrations migrations({
      "CREATE TABLE a (id integer PRIMARY KEY);",
      "CREATE TABLE b (a integer REFERENCES a);",
  });

  const SchemaHistory history = migrations.history(GetParam());
  const auto pages = documents::schema_pages(history.end, &history);
  const auto again = documents::schema_pages(history.end, &history);

  ASSERT_EQ(pages.size(), 6u);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_EQ(pages[i].name, again[i].name);
    EXPECT_EQ(pages[i].text, again[i].text);
    EXPECT_TRUE(pages[i].text.starts_with(documents::page_mark));
    EXPECT_EQ(pages[i].text.find('\r'), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Dialects, HistoryOf,
                         testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& tested) {
                           return std::string(to_string(tested.param));
                         });

}  // namespace
}  // namespace godwit::generate
