// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "lint_set.h"
#include "support/ephemeral_database.h"

// SQLite itself is the judge of what the rules say about it.
namespace godwit::check {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Rows = std::vector<std::vector<std::string>>;

const std::string schema =
    "CREATE TABLE person (id INTEGER PRIMARY KEY, name, age);\n"
    "CREATE TABLE pet (owner REFERENCES person (id) ON DELETE CASCADE);\n"
    "CREATE TABLE new_person (id INTEGER PRIMARY KEY, name, age);\n";
const std::string data =
    "INSERT INTO person VALUES (1, 'Ann', 20); INSERT INTO pet VALUES (1);\n";
const std::string view =
    "CREATE VIEW adult AS SELECT * FROM person WHERE age >= 18;\n";
const std::string keys_on = "PRAGMA foreign_keys = ON;\n";
const std::string rebuild =
    "INSERT INTO new_person SELECT * FROM person; DROP TABLE person;\n"
    "ALTER TABLE new_person RENAME TO person;\n";

// What a new database with the schema answers.
Rows rows(const std::string& sql) {
  const auto database = test::EphemeralDatabase::create(Dialect::sqlite);
  return test::rows(database, "PRAGMA synchronous = OFF;" + schema + sql);
}

// The message. Empty: it runs.
std::string refusal(const std::string& sql) {
  try {
    rows(sql);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::vector<std::string> rules_of(const std::string& text,
                                  const std::string& more = "") {
  LintOptions options;
  options.enabled = {"not-in-libsql", "foreign-keys-pragma"};
  return test::rules_of(Dialect::sqlite, schema + more, text, options);
}

enum class Taken { always, without_rows, never };

struct NewColumn {
  std::string text;
  Taken taken = Taken::always;
  /// Foreign keys are on, as they may be in a script without a transaction.
  bool keys = false;
};

void PrintTo(const NewColumn& column, std::ostream* out) {
  *out << column.text;
}

const NewColumn new_columns[] = {
    {"a"},
    {"a TEXT PRIMARY KEY", Taken::never},
    {"a TEXT UNIQUE", Taken::never},
    {"a NOT NULL", Taken::without_rows},
    {"a NOT NULL DEFAULT NULL", Taken::without_rows},
    {"a NOT NULL DEFAULT 0"},
    {"a DEFAULT -1"},
    {"a DEFAULT 'b c'"},
    {"a DEFAULT TRUE"},
    {"a DEFAULT (1)"},
    {"a DEFAULT (('b c'))"},
    {"a DEFAULT (- 1)"},
    {"a DEFAULT (NULL)"},
    {"a DEFAULT CURRENT_TIMESTAMP", Taken::without_rows},
    {"a DEFAULT (datetime('now'))", Taken::without_rows},
    {"a DEFAULT (1 + 1)", Taken::without_rows},
    {"a AS (id + 1) STORED", Taken::without_rows},
    {"a AS (id + 1)"},
    {"a NOT NULL AS (id + 1) VIRTUAL"},
    {"a CHECK (a > 0)"},
    {"a REFERENCES person (id)"},
    {"a REFERENCES person (id)", Taken::always, true},
    {"a DEFAULT 1 REFERENCES person (id)"},
    {"a DEFAULT 1 REFERENCES person (id)", Taken::without_rows, true},
};

class LintAddColumn : public testing::TestWithParam<NewColumn> {};

TEST_P(LintAddColumn, AgreesWithSqlite) {
  const NewColumn& column = GetParam();
  const std::string add = "ALTER TABLE person ADD COLUMN " + column.text + ";";
  const std::string before = column.keys ? keys_on : "";

  EXPECT_EQ(refusal(before + add).empty(), column.taken != Taken::never);
  EXPECT_EQ(refusal(data + before + add).empty(),
            column.taken == Taken::always);

  const auto rules =
      rules_of((column.keys ? "-- godwit: no-transaction\n" : "") + add);
  EXPECT_EQ(testing::Value(rules, Contains("add-column-refused")),
            column.taken == Taken::never);
  EXPECT_EQ(testing::Value(rules, Contains("add-column-needs-empty-table")),
            column.taken == Taken::without_rows);
}

INSTANTIATE_TEST_SUITE_P(Columns, LintAddColumn,
                         testing::ValuesIn(new_columns));

TEST(LintEngine, IgnoresTheForeignKeysPragmaInATransaction) {
  const std::string text = "PRAGMA foreign_keys = ON;";

  EXPECT_EQ(rows("BEGIN; " + text + " PRAGMA foreign_keys;"), Rows{{"0"}});
  EXPECT_EQ(rows(text + " PRAGMA foreign_keys;"), Rows{{"1"}});
  EXPECT_THAT(rules_of(text), ElementsAre("foreign-keys-pragma"));
}

TEST(LintEngine, IgnoresPragmasOfTheFileThatComeAtTheWrongTime) {
  struct Case {
    std::string text;
    std::string asks;
    std::string answer;
    bool reported;
  };
  const std::string size = "PRAGMA page_size = 8192; ";
  const std::string wal = "PRAGMA journal_mode = WAL; ";
  const std::string rollback = "PRAGMA journal_mode = DELETE; ";
  for (const Case& one :
       {Case{size, "page_size", "4096", true},
        Case{size + "VACUUM;", "page_size", "8192", false},
        Case{wal + size + "VACUUM;", "page_size", "4096", true},
        Case{size + wal + "VACUUM;", "page_size", "4096", true},
        Case{wal + size + rollback + "VACUUM;", "page_size", "8192", false},
        Case{"PRAGMA auto_vacuum = 2;", "auto_vacuum", "0", true},
        Case{wal + "PRAGMA auto_vacuum = 2; VACUUM;", "auto_vacuum", "2",
             false},
        Case{"PRAGMA auto_vacuum = 1; VACUUM; PRAGMA auto_vacuum = 2;",
             "auto_vacuum", "2", false},
        Case{"PRAGMA auto_vacuum = 1; VACUUM; PRAGMA auto_vacuum = off; "
             "PRAGMA auto_vacuum = full;",
             "auto_vacuum", "1", true},
        Case{"PRAGMA encoding = 'UTF-16';", "encoding", "UTF-8", true}}) {
    const auto file = test::EphemeralDatabase::create(Dialect::sqlite);
    test::execute(file, schema + one.text);

    EXPECT_EQ(test::rows(file, "PRAGMA " + one.asks), Rows{{one.answer}})
        << one.text;
    EXPECT_EQ(testing::Value(rules_of("-- godwit: no-transaction\n" + one.text),
                             Contains("pragma-without-effect")),
              one.reported)
        << one.text;
  }
}

// Where it is on it changes at once, unless that switches it off.
TEST(LintEngine, TakesMostWordsOfAutoVacuumForOff) {
  const std::string on = "PRAGMA auto_vacuum = 1; VACUUM; ";
  for (const char* value : {"none",   "off",
                            "ON",     "yes",
                            "true",   "0",
                            "3",      "-1",
                            "'off'",  "'0'",
                            "Full",   "incremental",
                            "'full'", "\"Incremental\"",
                            "1",      "2",
                            "+2",     "01",
                            "0x2",    "'1x'"}) {
    const std::string text =
        std::string("PRAGMA auto_vacuum = ") + value + "; VACUUM;";
    const auto file = test::EphemeralDatabase::create(Dialect::sqlite);
    test::execute(file, schema + on + text);
    const bool off = test::rows(file, "PRAGMA auto_vacuum") == Rows{{"0"}};

    const std::string without_vacuum = text.substr(0, text.size() - 7);
    EXPECT_EQ(testing::Value(
                  rules_of("-- godwit: no-transaction\n" + on + without_vacuum),
                  Contains("pragma-without-effect")),
              off)
        << text;
  }
}

TEST(LintEngine, LeavesViewsAndTriggersBehindWithLegacyAlterTable) {
  const std::string more = view +
                           "CREATE TRIGGER t AFTER INSERT ON pet BEGIN "
                           "UPDATE person SET age = 1; END;\n";
  const std::string rename = "ALTER TABLE person RENAME TO customer;\n";
  const std::string left =
      "SELECT count(*) FROM sqlite_schema "
      "WHERE type IN ('view', 'trigger') AND sql LIKE '%person%';";
  const std::string text = "PRAGMA legacy_alter_table = ON;\n" + rename;

  EXPECT_EQ(rows(more + text + left), Rows{{"2"}});
  EXPECT_EQ(rows(more + rename + left), Rows{{"0"}});
  EXPECT_THAT(rules_of(text, more), Contains("legacy-alter-table"));
}

// So only the rule can tell.
TEST(LintEngine, TakesWhatLibsqlServersRefuse) {
  for (const std::string text :
       {"VACUUM;", "ANALYZE;", "ATTACH ':memory:' AS a;",
        "ATTACH ':memory:' AS a; DETACH a;", "PRAGMA synchronous = OFF;",
        "PRAGMA temp_store = MEMORY;", "PRAGMA optimize;",
        "PRAGMA incremental_vacuum;", "PRAGMA writable_schema = ON;",
        "PRAGMA legacy_alter_table = ON;", "PRAGMA busy_timeout = 1;",
        "PRAGMA locking_mode = NORMAL;", "PRAGMA journal_mode = WAL;",
        "PRAGMA cache_size = 100;", "PRAGMA recursive_triggers = ON;",
        "PRAGMA wal_checkpoint;"}) {
    EXPECT_EQ(refusal(text), "") << text;
    EXPECT_THAT(rules_of("-- godwit: no-transaction\n" + text),
                Contains("not-in-libsql"))
        << text;
  }
  for (const std::string text :
       {"CREATE TEMP TABLE a (b);", "CREATE TEMP VIEW a AS SELECT 1;"}) {
    EXPECT_EQ(refusal(text), "") << text;
    EXPECT_THAT(rules_of(text), Contains("not-in-libsql")) << text;
  }
}

TEST(LintEngine, DeletesChildRowsWhenATableIsDropped) {
  const std::string pets = "SELECT count(*) FROM pet;";

  EXPECT_EQ(rows(data + keys_on + rebuild + pets), Rows{{"0"}});
  EXPECT_EQ(rows(data + rebuild + pets), Rows{{"1"}});
  EXPECT_THAT(rules_of("-- godwit: no-transaction\n" + rebuild),
              ElementsAre("rebuild-loses-rows"));
  EXPECT_THAT(rules_of(rebuild), IsEmpty());
}

TEST(LintEngine, DropsIndexesAndTriggersWithTheirTable) {
  const std::string more =
      "CREATE INDEX person_name ON person (name);\n"
      "CREATE TRIGGER t AFTER INSERT ON person BEGIN SELECT 1; END;\n";

  EXPECT_THAT(rows(more + rebuild +
                   "SELECT name FROM sqlite_schema WHERE type IN "
                   "('index', 'trigger');"),
              IsEmpty());
  EXPECT_THAT(rules_of(rebuild, more), ElementsAre("rebuild-loses-parts"));
}

TEST(LintEngine, RefusesARenameWhileAViewIsBroken) {
  const std::string mended = "DROP VIEW adult;\n" + rebuild + view;

  EXPECT_THAT(refusal(view + rebuild), HasSubstr("error in view adult"));
  EXPECT_EQ(refusal(view + mended), "");
  EXPECT_EQ(refusal(view + "PRAGMA legacy_alter_table = ON;" + rebuild), "");
  EXPECT_THAT(rules_of(rebuild, view), ElementsAre("rebuild-breaks-view"));
  EXPECT_THAT(rules_of(mended, view), IsEmpty());
}

TEST(LintEngine, TakesForeignKeysAlongWithARename) {
  const std::string old_first =
      "ALTER TABLE person RENAME TO old_person;\n"
      "ALTER TABLE new_person RENAME TO person;\n"
      "INSERT INTO person SELECT * FROM old_person; DROP TABLE old_person;\n";
  const std::string points_to =
      "SELECT \"table\" FROM pragma_foreign_key_list"
      "('pet');";

  EXPECT_EQ(rows(data + old_first + points_to), Rows{{"old_person"}});
  EXPECT_EQ(rows(data + rebuild + points_to), Rows{{"person"}});
  EXPECT_THAT(
      refusal(data + old_first + keys_on + "INSERT INTO pet VALUES (1)"),
      HasSubstr("no such table: main.old_person"));
  EXPECT_THAT(rules_of(old_first), Contains("rename-takes-references"));
}

TEST(LintEngine, TakesTheLastValueOfAColumnThatIsSetTwice) {
  const std::string text = "UPDATE person SET age = 1, age = 2 WHERE id = 1;";

  EXPECT_EQ(rows(data + text + "SELECT age FROM person;"), Rows{{"2"}});
  EXPECT_THAT(rules_of(text), ElementsAre("duplicate-column"));
  EXPECT_THAT(refusal("CREATE TABLE a (b, B);"), HasSubstr("duplicate column"));
}

TEST(LintUnknownPragma, KnowsThoseOfThisSqlite) {
  for (const auto& row : rows("SELECT name FROM pragma_pragma_list")) {
    EXPECT_THAT(rules_of("PRAGMA " + row[0] + ";"),
                testing::Not(Contains("unknown-pragma")));
  }
}

TEST(LintConnectionPragma, ReportsWhatNoOtherConnectionGets) {
  const auto database = test::EphemeralDatabase::create(Dialect::sqlite);
  for (const std::string pragma :
       {"PRAGMA busy_timeout", "PRAGMA synchronous", "PRAGMA mmap_size",
        "PRAGMA wal_autocheckpoint", "PRAGMA journal_size_limit"}) {
    const Rows before = test::rows(database, pragma);
    const Rows here = test::rows(database, pragma + " = 1; " + pragma);
    EXPECT_NE(here, before) << pragma;
    EXPECT_EQ(test::rows(database, pragma), before) << pragma;
    EXPECT_THAT(rules_of("-- godwit: no-transaction\n" + pragma + " = 1;"),
                Contains("connection-pragma"));
  }
}

}  // namespace
}  // namespace godwit::check
