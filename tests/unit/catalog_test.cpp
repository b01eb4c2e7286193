// SPDX-License-Identifier: BSL-1.0
#include "schema/catalog.h"

#include <godwit/connection.h>
#include <gtest/gtest.h>

#include "support/ephemeral_database.h"

namespace godwit::schema {
namespace {

/// A change of the schema, and what undoes it.
struct Change {
  Dialect dialect;
  const char* sql;
  const char* undo;
};

// What there is to be changed.
constexpr const char* ground = R"(
CREATE TABLE a (id integer PRIMARY KEY, name text);
CREATE TABLE b (id integer PRIMARY KEY, a integer);
)";

class CatalogOf : public testing::TestWithParam<Change> {};

Catalog catalog_of(const test::EphemeralDatabase& database) {
  auto connection = connect(database.url()).value();
  return catalog_of(read_model(connection.session()).value());
}

TEST_P(CatalogOf, SeesTheChangeAndThatItIsUndone) {
  auto database = test::EphemeralDatabase::create(GetParam().dialect);
  test::execute(database, ground);
  const Catalog before = catalog_of(database);

  test::execute(database, GetParam().sql);
  const Catalog changed = catalog_of(database);
  test::execute(database, GetParam().undo);

  EXPECT_NE(difference(before, changed), "");
  EXPECT_EQ(difference(before, catalog_of(database)), "");
}

constexpr Change changes[] = {
    {Dialect::postgresql, "CREATE SCHEMA s", "DROP SCHEMA s"},
    {Dialect::postgresql, "CREATE TABLE t ()", "DROP TABLE t"},
    {Dialect::postgresql, "CREATE TABLE t (id int) PARTITION BY LIST (id)",
     "DROP TABLE t"},
    {Dialect::postgresql, "ALTER TABLE a SET UNLOGGED",
     "ALTER TABLE a SET LOGGED"},
    {Dialect::postgresql, "ALTER TABLE a ENABLE ROW LEVEL SECURITY",
     "ALTER TABLE a DISABLE ROW LEVEL SECURITY"},
    {Dialect::postgresql,
     "ALTER TABLE a ADD c int GENERATED ALWAYS AS (1) "
     "STORED",
     "ALTER TABLE a DROP c"},
    {Dialect::postgresql, "ALTER TABLE a ALTER name SET NOT NULL",
     "ALTER TABLE a ALTER name DROP NOT NULL"},
    {Dialect::postgresql, "ALTER TABLE a ALTER name SET DEFAULT 'x'",
     "ALTER TABLE a ALTER name DROP DEFAULT"},
    {Dialect::postgresql, "ALTER TABLE a ALTER name TYPE varchar(3)",
     "ALTER TABLE a ALTER name TYPE text"},
    {Dialect::postgresql, "ALTER TABLE a ALTER name TYPE text COLLATE \"C\"",
     "ALTER TABLE a ALTER name TYPE text COLLATE \"default\""},
    {Dialect::postgresql,
     "ALTER TABLE a ALTER id ADD GENERATED ALWAYS AS IDENTITY",
     "ALTER TABLE a ALTER id DROP IDENTITY"},
    {Dialect::postgresql,
     "ALTER TABLE b ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES a",
     "ALTER TABLE b DROP CONSTRAINT k"},
    {Dialect::postgresql, "ALTER TABLE b ADD CONSTRAINT k CHECK (a > 0)",
     "ALTER TABLE b DROP CONSTRAINT k"},
    {Dialect::postgresql, "CREATE INDEX i ON a (lower(name)) WHERE id > 0",
     "DROP INDEX i"},
    {Dialect::postgresql, "CREATE VIEW v AS SELECT 1 AS one", "DROP VIEW v"},
    {Dialect::postgresql, "CREATE MATERIALIZED VIEW v AS SELECT 1 AS one",
     "DROP MATERIALIZED VIEW v"},
    {Dialect::postgresql, "CREATE SEQUENCE s START 3", "DROP SEQUENCE s"},
    {Dialect::postgresql, "CREATE TYPE e AS ENUM ('x', 'y')", "DROP TYPE e"},
    {Dialect::postgresql, "CREATE TYPE e AS ENUM ()", "DROP TYPE e"},
    {Dialect::postgresql, "CREATE TYPE c AS (x int)", "DROP TYPE c"},
    {Dialect::postgresql, "CREATE TYPE r AS RANGE (subtype = text)",
     "DROP TYPE r"},
    {Dialect::postgresql, "CREATE DOMAIN d AS int CHECK (VALUE > 0)",
     "DROP DOMAIN d"},
    {Dialect::postgresql,
     "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
     "DROP FUNCTION f"},
    {Dialect::postgresql,
     "CREATE AGGREGATE g(int) (sfunc = int4pl, stype = int)",
     "DROP AGGREGATE g(int)"},
    {Dialect::postgresql,
     "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW "
     "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
     "DROP TRIGGER t ON a"},
    {Dialect::postgresql, "CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING",
     "DROP RULE r ON a"},
    {Dialect::postgresql, "CREATE POLICY p ON a USING (id > 0)",
     "DROP POLICY p ON a"},
    {Dialect::postgresql, "CREATE STATISTICS s ON id, name FROM a",
     "DROP STATISTICS s"},
    {Dialect::postgresql, "CREATE EXTENSION pg_trgm", "DROP EXTENSION pg_trgm"},
    {Dialect::sqlite, "CREATE TABLE t (x)", "DROP TABLE t"},
    {Dialect::sqlite, "ALTER TABLE a ADD COLUMN c DEFAULT 1",
     "ALTER TABLE a DROP COLUMN c"},
    {Dialect::sqlite, "CREATE INDEX i ON a (name DESC) WHERE id > 0",
     "DROP INDEX i"},
    {Dialect::sqlite, "CREATE VIEW v AS SELECT 1 AS one", "DROP VIEW v"},
    {Dialect::sqlite, "CREATE TRIGGER t AFTER DELETE ON a BEGIN SELECT 1; END",
     "DROP TRIGGER t"},
    {Dialect::sqlite,
     "DROP TABLE b; CREATE TABLE b (id integer PRIMARY KEY,"
     " a integer REFERENCES a ON DELETE CASCADE)",
     "DROP TABLE b; CREATE TABLE \"b\" (a INTEGER, -- in another order\n"
     " [id] INTEGER, PRIMARY KEY (id))"},
    {Dialect::sqlite,
     "DROP TABLE b; CREATE TABLE b (id integer PRIMARY KEY,"
     " a integer UNIQUE)",
     "DROP TABLE b; CREATE TABLE b (id integer PRIMARY KEY, a integer)"},
};

INSTANTIATE_TEST_SUITE_P(Change, CatalogOf, testing::ValuesIn(changes));

}  // namespace
}  // namespace godwit::schema
