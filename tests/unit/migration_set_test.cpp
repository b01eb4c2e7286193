// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include "base/sha256.h"
#include "read_set.h"

namespace godwit {
namespace {

using test::EmbeddedFiles;
using test::only_error;
using test::read_file;
using test::ReadFiles;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Dialect sqlite = Dialect::sqlite;

std::vector<std::string> versions(const ReadFiles& read) {
  std::vector<std::string> texts;
  for (const Migration& migration : read.set().all()) {
    texts.push_back(migration.version.text());
  }
  return texts;
}

TEST(MigrationSet, ReadsVersionsAndNames) {
  const ReadFiles read(
      sqlite,
      {{"0001_create_person.sql", ""}, {"2.sql", ""}, {"3__x.y.sql", ""}});

  ASSERT_EQ(only_error(read), "");
  EXPECT_THAT(versions(read), ElementsAre("0001", "2", "3"));
  EXPECT_EQ(read[0].name, "create_person");
  EXPECT_EQ(read[1].name, "");
  EXPECT_EQ(read[2].name, "_x.y");
}

TEST(MigrationSet, TakesNamesOfAnyCharacters) {
  const std::string name = "a b'\"`;$\n\\é😀";
  const ReadFiles read(sqlite, {{"1_" + name + ".sql", "SELECT 1"}});

  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].name, name);
  EXPECT_EQ(read[0].up.file, "migrations/1_" + name + ".sql");
}

TEST(MigrationSet, IsInTheOrderOfItsVersions) {
  const ReadFiles read(sqlite, {{"10_a.sql", ""},
                                {"1_b.sql", ""},
                                {"2.10_c.sql", ""},
                                {"2.9_d.sql", ""},
                                {"20240131120000_e.sql", ""}});

  ASSERT_EQ(only_error(read), "");
  EXPECT_THAT(versions(read),
              ElementsAre("1", "2.9", "2.10", "10", "20240131120000"));
}

TEST(MigrationSet, FindsAVersionHoweverItIsWritten) {
  const ReadFiles read(sqlite, {{"0007_a.sql", ""}, {"0008_b.sql", ""}});
  const auto find = [&](std::string_view text) {
    return read.set().find(Version::parse(text).value());
  };

  EXPECT_EQ(find("7"), &read[0]);
  EXPECT_EQ(find("8"), &read[1]);
  EXPECT_EQ(find("9"), nullptr);
  EXPECT_EQ(find("1"), nullptr);
}

TEST(MigrationSet, ReadsPairs) {
  const ReadFiles read(sqlite, {{"1_a.down.sql", "DROP TABLE a;"},
                                {"1_a.up.sql", "CREATE TABLE a(b);"},
                                {"2_b.up.sql", "SELECT 1;"}});

  ASSERT_EQ(only_error(read), "");
  ASSERT_EQ(read.set().size(), 2u);
  EXPECT_EQ(read[0].name, "a");
  EXPECT_EQ(read[0].up.text, "CREATE TABLE a(b);");
  EXPECT_EQ(read[0].up.file, "migrations/1_a.up.sql");
  ASSERT_TRUE(read[0].reversible());
  EXPECT_EQ(read[0].down->text, "DROP TABLE a;");
  EXPECT_EQ(read[0].down->file, "migrations/1_a.down.sql");
  EXPECT_FALSE(read[1].reversible());
}

TEST(MigrationSet, CutsScriptsIntoStatements) {
  const ReadFiles read = read_file(
      "-- migrate:up\nSELECT 1; SELECT ';';\n-- migrate:down\nSELECT 3",
      sqlite);

  ASSERT_EQ(only_error(read), "");
  ASSERT_EQ(read[0].up.statements.size(), 2u);
  EXPECT_EQ(read[0].up.statements[1].begin, 10u);
  EXPECT_EQ(read[0].up.statements[1].end, 20u);
  EXPECT_EQ(read[0].down->statements.size(), 1u);
}

TEST(MigrationSet, SkipsAByteOrderMark) {
  const ReadFiles plain = read_file("\xEF\xBB\xBFSELECT 1;\n");
  ASSERT_EQ(only_error(plain), "");
  EXPECT_EQ(plain[0].up.text, "SELECT 1;\n");
  EXPECT_EQ(plain[0].checksum, sha256("SELECT 1;"));

  const ReadFiles marked = read_file("\xEF\xBB\xBF-- migrate:up\nSELECT '");
  EXPECT_EQ(only_error(marked),
            "migrations/0001_a.sql:2:8: a string that begins here does not "
            "end");
}

TEST(MigrationSet, TakesTheChecksumOfTheUpHalf) {
  const std::string up = "-- migrate:up\r\nSELECT 1;\r\n";
  const ReadFiles before = read_file(up + "-- migrate:down\r\nSELECT 2;");
  const ReadFiles after = read_file(up + "-- migrate:down\r\nSELECT 3;");

  EXPECT_EQ(before[0].checksum, sha256("SELECT 1;"));
  EXPECT_EQ(before[0].checksum, after[0].checksum);
}

TEST(MigrationSet, LeavesFormerChecksumsOutOfTheChecksum) {
  const std::string line = "-- godwit: formerly " + std::string(64, 'a');
  const ReadFiles read =
      read_file("-- migrate:up\n-- why\n" + line + "\n-- godwit: allow a b\n" +
                line.substr(0, line.size() - 1) + "b\n\nSELECT 1;\n");
  ASSERT_EQ(only_error(read), "");
  EXPECT_EQ(read[0].checksum, sha256("-- why\n\nSELECT 1;"));
}

std::string checksum(const std::string& text,
                     Dialect dialect = Dialect::postgresql) {
  const ReadFiles read = read_file(text, dialect);
  EXPECT_EQ(only_error(read), "");
  return read[0].checksum;
}

TEST(MigrationSet, LeavesSpaceThatMeansNothingOutOfTheChecksum) {
  const std::string expected = sha256("CREATE TABLE a (\n  b int);");

  for (const char* text :
       {"CREATE TABLE a (\n  b int);", "CREATE TABLE a (\n  b int);\n",
        "CREATE TABLE a (\r\n  b int);\r\n\r\n",
        "\n  CREATE TABLE a (\n  b int);\n\n\n",
        "CREATE TABLE a ( \t\n  b int);  \n",
        "-- migrate:up\nCREATE TABLE a (\n  b int);\n\n-- migrate:down\n",
        "-- migrate:up\n\nCREATE TABLE a (\n  b int);",
        "-- migrate:up\nCREATE TABLE a (\n  b int);\n\t-- migrate:down\n"}) {
    EXPECT_EQ(checksum(text), expected) << text;
  }
}

TEST(MigrationSet, LeavesAllowancesOutOfTheChecksum) {
  const std::string expected = sha256("-- a\nDROP TABLE b;\nSELECT 1;");

  for (const char* text :
       {"-- a\nDROP TABLE b;\nSELECT 1;",
        "-- godwit: allow drop-table it is empty\n-- a\nDROP TABLE b;\n"
        "SELECT 1;",
        "-- a\r\n  -- Godwit: Allow drop-table x\r\nDROP TABLE b;\r\n"
        "SELECT 1;\r\n-- godwit: allow x y",
        "-- godwit: allow x y\n-- migrate:up\n-- a\nDROP TABLE b; -- godwit: "
        "allow drop-table x\n-- godwit: allow x y\n-- godwit: allow y x\n"
        "SELECT 1;"}) {
    EXPECT_EQ(checksum(text), expected) << text;
  }
  EXPECT_EQ(checksum("DO $$\nBEGIN\n  -- godwit: allow x y\n  DROP TABLE b;\n"
                     "END $$;"),
            sha256("DO $$\nBEGIN\n  DROP TABLE b;\nEND $$;"));
}

TEST(MigrationSet, TakesAllElseIntoTheChecksum) {
  for (const auto& [one, other] :
       {std::pair{"SELECT 'a \nb';", "SELECT 'a\nb';"},
        {"SELECT $$a \nb$$;", "SELECT $$a\nb$$;"},
        {"SELECT \"a \nb\";", "SELECT \"a\nb\";"},
        {"SELECT 1;\n\nSELECT 2;", "SELECT 1;\nSELECT 2;"},
        {"SELECT 1;", "SELECT 1; -- a"},
        {"-- godwit: breaking\nSELECT 1;", "SELECT 1;"},
        {"SELECT '\n-- godwit: allow x y\n';", "SELECT '\n';"}}) {
    EXPECT_NE(checksum(one), checksum(other)) << one;
  }
  EXPECT_NE(checksum("SELECT [a \nb];", sqlite),
            checksum("SELECT [a\nb];", sqlite));
}

TEST(MigrationSet, KeepsWhatTheEmbeddedSetSays) {
  const EmbeddedFiles files(
      {.dialect = sqlite, .history_table = "audit.migrations"},
      {{"1_a.sql", ""}});

  const MigrationSet set = MigrationSet::from(files.set()).value();

  EXPECT_EQ(set.dialect(), sqlite);
  EXPECT_EQ(set.digest(), files.set().digest());
  EXPECT_EQ(set.history_table(), "audit.migrations");
}

TEST(MigrationSet, RefusesAnEmptyDirectory) {
  const EmbeddedFiles files(sqlite, {});
  const auto set = MigrationSet::from(files.set());

  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error().code, ErrorCode::invalid_migration);
  EXPECT_EQ(set.error().message, "no migrations in migrations/");
}

TEST(MigrationSet, RefusesALayoutThatItDoesNotKnow) {
  const EmbeddedFiles files({.layout = "sqitch"}, {{"0001_a.sql", ""}});
  const auto set = MigrationSet::from(files.set());

  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error().code, ErrorCode::unsupported);
  EXPECT_EQ(set.error().message,
            "the files of test_migrations are laid out as those of \"sqitch\", "
            "which this Godwit does not read");
}

TEST(MigrationSet, RefusesNamesWithoutAVersion) {
  for (const char* name : {"create_person.sql", "V1__init.sql",
                           "0001-create.sql", "_a.sql", ".sql", "1a_b.sql"}) {
    const ReadFiles read(sqlite, {{name, ""}});
    EXPECT_EQ(only_error(read), std::string("migrations/") + name +
                                    ":1:1: the file name \"" + name +
                                    "\" does not begin with a version");
  }
  const ReadFiles read(sqlite, {{"create_person.sql", ""}});
  EXPECT_THAT(read.errors()[0].hint, HasSubstr("0001_create_person.sql"));
}

TEST(MigrationSet, SaysWhatNamesOfOtherToolsAreHere) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"V1__init.sql", "Flyway and refinery call so is 1_init.sql here"},
      {"V1_10__add_email.sql", "is 1.10_add_email.sql here"},
      {"V2024.01__a.sql", "is 2024.01_a.sql here"},
      {"B7__all.sql", "is 7_all.sql here"},
      {"U1.1__init.sql", "name the two 1.1_init.up.sql and 1.1_init.down.sql"},
      {"R__views.sql", "no repeatable scripts such as those of Flyway"},
      {"001.do.init.sql", "Postgrator calls so is 001_init.up.sql here"},
      {"001.undo.init.sql", "Postgrator calls so is 001_init.down.sql here"},
      {"0001-create.sql", "ends the version: 0001_create.sql"},
      {"20240105.create.up.sql", "ends the version: 20240105_create.up.sql"},
      {"schema.sql", "if it is no migration, move it to another directory"},
      {"Vehicle__a.sql", "0001_create_person.sql"},
      {"1a_b.sql", "0001_create_person.sql"},
      {"__.sql", "0001_create_person.sql"},
  };
  for (const auto& [name, hint] : cases) {
    const ReadFiles read(sqlite, {{name, ""}});
    ASSERT_EQ(read.errors().size(), 1u) << name;
    EXPECT_THAT(read.errors()[0].hint, HasSubstr(hint)) << name;
  }
}

TEST(MigrationSet, RefusesTwoFilesOfOneVersion) {
  EXPECT_EQ(
      only_error({sqlite, {{"7_a.sql", ""}, {"7_b.sql", ""}}}),
      "migrations/7_b.sql:1:1: the version 7 is that of migrations/7_a.sql "
      "too");
  EXPECT_EQ(only_error({sqlite, {{"0007_a.sql", ""}, {"7_b.sql", ""}}}),
            "migrations/7_b.sql:1:1: the version 0007 is that of "
            "migrations/0007_a.sql too");
  EXPECT_EQ(only_error({sqlite, {{"7_a.up.sql", ""}, {"7_b.up.sql", ""}}}),
            "migrations/7_b.up.sql:1:1: the version 7 is that of "
            "migrations/7_a.up.sql too");
}

TEST(MigrationSet, DoesNotMakeMigrationsOfWhatToolsLeaveBehind) {
  for (const char* name :
       {"7_b.rollback.sql", "7_b_LOCAL_1.sql", "7_b-copy.sql", "7_b~.sql"}) {
    const ReadFiles read(sqlite, {{"7_b.sql", ""}, {name, ""}});

    ASSERT_EQ(read.errors().size(), 1u) << name;
    EXPECT_EQ(read.errors()[0].hint.find("another version"), std::string::npos);
    EXPECT_THAT(read.errors()[0].hint, HasSubstr(".down.sql"));
  }
  const ReadFiles others(sqlite, {{"7_b.sql", ""}, {"7_bc.sql", ""}});
  EXPECT_THAT(others.errors()[0].hint, HasSubstr("another version"));
}

TEST(MigrationSet, RefusesAPairBesideAWholeFile) {
  EXPECT_EQ(only_error({sqlite,
                        {{"7_a.down.sql", ""},
                         {"7_a.sql", "-- migrate:up\n-- migrate:down\n"},
                         {"7_a.up.sql", ""}}}),
            "migrations/7_a.sql:1:1: the version 7 is that of "
            "migrations/7_a.down.sql too");
  EXPECT_EQ(
      only_error({sqlite,
                  {{"7_a.down.sql", ""}, {"7_a.up.sql", ""}, {"7_b.sql", ""}}}),
      "migrations/7_b.sql:1:1: the version 7 is that of "
      "migrations/7_a.down.sql too");
}

TEST(MigrationSet, RefusesADownAlone) {
  EXPECT_EQ(only_error({sqlite, {{"7_a.down.sql", ""}}}),
            "migrations/7_a.down.sql:1:1: a down script without an up script");
}

TEST(MigrationSet, RefusesAPairOfTwoNames) {
  const std::string message = ": the name differs from that of its pair ";
  EXPECT_EQ(only_error({sqlite, {{"7_a.up.sql", ""}, {"7_b.down.sql", ""}}}),
            "migrations/7_b.down.sql:1:1" + message + "migrations/7_a.up.sql");
  EXPECT_EQ(only_error({sqlite, {{"07_a.down.sql", ""}, {"7_a.up.sql", ""}}}),
            "migrations/07_a.down.sql:1:1" + message + "migrations/7_a.up.sql");
}

TEST(MigrationSet, ReturnsTheFirstErrorAndCountsTheOthers) {
  const EmbeddedFiles files(sqlite, {{"1_a.sql", "BEGIN; COMMIT;"},
                                     {"2_b.sql", "SELECT 'open"},
                                     {"3_c.sql", "SELECT 1;"}});
  const auto set = MigrationSet::from(files.set());

  ASSERT_FALSE(set.ok());
  EXPECT_EQ(set.error().location.file, "migrations/1_a.sql");
  EXPECT_THAT(set.error().notes, ElementsAre("the first of 3 errors"));
}

TEST(Names, AreSpeltAsInTheHistory) {
  EXPECT_EQ(to_string(Direction::up), "up");
  EXPECT_EQ(to_string(Direction::down), "down");
  EXPECT_EQ(to_string(AppliedState::applied), "applied");
  EXPECT_EQ(to_string(AppliedState::started), "started");
  EXPECT_EQ(to_string(AppliedState::reverting), "reverting");
}

ReadFiles read_snapshot(const std::string& at, const std::string& text) {
  return {{.dialect = Dialect::postgresql,
           .snapshot_at = at,
           .snapshot_text = text},
          {{"0001_a.sql", "SELECT 1;"}, {"0002_b.sql", "SELECT 2;"}}};
}

TEST(MigrationSet, HasASnapshot) {
  const ReadFiles read =
      read_snapshot("2", "\xEF\xBB\xBF-- all\nSELECT 1;\nSELECT 2;\n");

  ASSERT_EQ(only_error(read), "");
  const Snapshot* snapshot = read.set().snapshot();
  ASSERT_NE(snapshot, nullptr);
  EXPECT_EQ(snapshot->at.text(), "0002");
  EXPECT_EQ(snapshot->script.text, "-- all\nSELECT 1;\nSELECT 2;\n");
  EXPECT_EQ(snapshot->script.statements.size(), 2u);
  EXPECT_EQ(read.set().digest(),
            read_snapshot("1", "SELECT 3;").set().digest());
  EXPECT_EQ(read_file("SELECT 1;").set().snapshot(), nullptr);
}

TEST(MigrationSet, RefusesASnapshotOfAVersionThatItDoesNotHave) {
  EXPECT_EQ(only_error(read_snapshot("3", "SELECT 1;")),
            ": the snapshot schema.sql is to be that AT 3, and test_migrations "
            "has no such migration");
}

TEST(MigrationSet, RefusesASnapshotThatIsNoScript) {
  EXPECT_EQ(only_error(read_snapshot("2", "SELECT 1;\n SELECT 'x")),
            "schema.sql:2:9: a string that begins here does not end");
  EXPECT_EQ(
      only_error(read_snapshot("2", "-- godwit: no-transaction\nVACUUM;")),
      "schema.sql:1:1: a snapshot takes no directive but \"allow\"");
  EXPECT_EQ(only_error(read_snapshot("2", "-- godwit: breaking\nSELECT 1;")),
            "schema.sql:1:1: a snapshot takes no directive but \"allow\"");
  EXPECT_THAT(only_error(read_snapshot("2", "SELECT 1;\nCOMMIT;")),
              testing::StartsWith("schema.sql:2:1: "));
  EXPECT_THAT(only_error(read_snapshot("2", "-- migrate:up\nSELECT 1;")),
              testing::StartsWith("schema.sql:1:1: "));
}

TEST(MigrationSet, HasNothingOfWhatItReplaces) {
  const std::string head = "-- godwit: replaces ";
  const auto error_of = [&](const std::string& second,
                            const std::string& third) {
    return only_error(
        ReadFiles(Dialect::sqlite, {{"2_b.sql", second}, {"3_c.sql", third}}));
  };
  EXPECT_EQ(error_of("", head + "1_a"), "");
  EXPECT_EQ(error_of("", head + "0002_b"),
            "migrations/3_c.sql:1:1: 0002_b is replaced and is "
            "migrations/2_b.sql still");
  EXPECT_EQ(error_of(head + "3_c", ""),
            "migrations/2_b.sql:1:1: 3_c is replaced and does not come before "
            "what replaces it");
  EXPECT_EQ(error_of(head + "1_a", "\n" + head + "01_a"),
            "migrations/3_c.sql:2:1: 01_a is replaced and was already, in line "
            "1 of migrations/2_b.sql");
}

}  // namespace
}  // namespace godwit
