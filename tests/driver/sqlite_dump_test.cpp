// SPDX-License-Identifier: BSL-1.0
//
// What only SQLite has, as statements.
#include "driver/table_size.h"
#include "driver_test.h"

namespace godwit::driver {
namespace {

using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::Not;

class SqliteDumpTest : public DriverTest {
 protected:
  SqliteDumpTest() { execute("DROP TABLE log"); }

  Result<std::vector<std::string>> dump() { return session().dump({}, {}); }
};

TEST_F(SqliteDumpTest, KeepsEachValueAsItIs) {
  execute("CREATE TABLE thing (value, length AS (length(value)))");
  execute(
      "INSERT INTO thing (value) VALUES (NULL), (1), (0.1), (1e300), (x'00ff'),"
      " ('1'), ('a' || char(0) || 'b'), (-9223372036854775808)");
  EXPECT_EQ(dump().value().at(1),
            "INSERT INTO \"thing\" (\"value\") VALUES\n  (NULL),\n  (1),\n  "
            "(0.1),\n  (1.0e+300),\n  (X'00FF'),\n  ('1'),\n  "
            "(CAST(X'610062' AS TEXT)),\n  (-9223372036854775808)");
}

TEST_F(SqliteDumpTest, KeepsTheNumberThatComesNext) {
  execute("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x)");
  execute("CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, x)");
  execute("CREATE TABLE c (id INTEGER PRIMARY KEY AUTOINCREMENT, x)");
  for (const char* table : {"a", "b", "c"}) {
    const std::string name(table);
    execute("INSERT INTO " + name + " (x) VALUES (1), (2)");
  }
  execute("DELETE FROM b WHERE id = 2");
  execute("DELETE FROM c");
  const auto statements = dump().value();
  EXPECT_THAT(statements,
              Contains("UPDATE sqlite_sequence SET seq = 2 WHERE name = 'b'"));
  EXPECT_THAT(
      statements,
      Contains("INSERT INTO sqlite_sequence (name, seq) VALUES ('c', 2)"));
  EXPECT_THAT(statements, Not(Contains(EndsWith("name = 'a'"))));
}

TEST_F(SqliteDumpTest, PutsRowsBeforeWhatLooksAtThem) {
  execute("CREATE TABLE a (x)");
  execute("CREATE VIEW v AS SELECT x FROM b");
  execute("CREATE TABLE b (x PRIMARY KEY) WITHOUT ROWID");
  execute("CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END");
  execute("INSERT INTO b VALUES (1)");
  execute("CREATE INDEX i ON a (x)");
  execute("PRAGMA user_version = 3");
  EXPECT_THAT(
      dump().value(),
      ElementsAre("CREATE TABLE a (x)",
                  "CREATE TABLE b (x PRIMARY KEY) WITHOUT ROWID",
                  "INSERT INTO \"b\" (\"x\") VALUES\n  (1)",
                  "CREATE INDEX i ON a (x)", "CREATE VIEW v AS SELECT x FROM b",
                  "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END",
                  "PRAGMA user_version = 3"));
}

TEST_F(SqliteDumpTest, RefusesTheRowsOfAVirtualTable) {
  execute("CREATE VIRTUAL TABLE words USING fts5 (text)");
  EXPECT_THAT(dump().value(),
              ElementsAre("CREATE VIRTUAL TABLE words USING fts5 (text)"));
  execute("INSERT INTO words VALUES ('limosa')");
  EXPECT_EQ(dump().error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace godwit::driver
