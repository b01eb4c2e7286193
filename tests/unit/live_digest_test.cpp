// SPDX-License-Identifier: BSL-1.0
//
// The digest by which a database tells at once that nothing differs, against
// the comparison of all facts.
#include "live_digest.h"

#include <cstddef>

namespace godwit::schema {
namespace {

constexpr const char* ground = R"(
CREATE TABLE a (id integer PRIMARY KEY, name text);
CREATE INDEX a_name ON a (name);
)";

constexpr const char* on_postgresql[] = {
    "CREATE SCHEMA s",
    "CREATE SCHEMA kept; CREATE TABLE kept.t (id integer)",
    "CREATE EXTENSION pg_trgm",
    "CREATE COLLATION c (PROVIDER = icu, LOCALE = 'und')",
    "CREATE TYPE e AS ENUM ()",
    "CREATE TYPE e AS ENUM ('x', 'y')",
    "CREATE TYPE t AS (x integer)",
    "CREATE TYPE r AS RANGE (SUBTYPE = integer)",
    "CREATE DOMAIN d AS integer",
    "CREATE DOMAIN d AS integer CHECK (value > 0)",
    "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE AGGREGATE g(integer) (SFUNC = int4pl, STYPE = integer)",
    "CREATE SEQUENCE s",
    "CREATE SEQUENCE s OWNED BY a.id",
    "CREATE SEQUENCE s CACHE 7",
    "CREATE TABLE b (id integer)",
    "ALTER TABLE a SET (fillfactor = 70)",
    "ALTER TABLE a REPLICA IDENTITY FULL",
    "CREATE TABLE p (id integer) PARTITION BY LIST (id);"
    "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
    "CREATE TABLE b () INHERITS (a)",
    "ALTER TABLE a ALTER name TYPE varchar(7)",
    "ALTER TABLE a ALTER name SET DEFAULT 'x'",
    "ALTER TABLE a ALTER name TYPE text COLLATE \"C\"",
    "ALTER TABLE a ALTER name SET STORAGE PLAIN",
    "ALTER TABLE a ALTER name SET STATISTICS 7",
    "ALTER TABLE a ALTER id ADD GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE a ADD c integer GENERATED ALWAYS AS (id + 1) STORED",
    "ALTER TABLE a ADD c serial",
    "ALTER TABLE a ADD CHECK (id > 0)",
    "ALTER TABLE a ADD CHECK (id > 0) NOT VALID",
    "ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES a",
    "ALTER TABLE a ADD FOREIGN KEY (id) REFERENCES a ON DELETE CASCADE",
    "ALTER TABLE a CLUSTER ON a_pkey",
    "ALTER TABLE a CLUSTER ON a_name",
    "CREATE UNIQUE INDEX i ON a (name)",
    "CREATE INDEX i ON a (lower(name)) WHERE id > 0",
    "CREATE VIEW v AS SELECT 1 AS one",
    "CREATE MATERIALIZED VIEW m AS SELECT 1 AS one",
    "CREATE RULE r AS ON DELETE TO a DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION "
    "suppress_redundant_updates_trigger()",
    "ALTER TABLE a ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY p ON a USING (id > 0)",
    "CREATE STATISTICS s ON id, name FROM a",
    "CREATE PUBLICATION p",
    "CREATE CAST (integer AS json) WITH INOUT",
    "CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = "
    "integer)",
    "CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)",
    "CREATE FOREIGN DATA WRAPPER w",
    "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
    "CREATE FOREIGN TABLE f (id integer) SERVER s",
    "CREATE TYPE shell",
    "COMMENT ON TABLE a IS 'x'",
    "COMMENT ON SCHEMA public IS 'x'",
    "COMMENT ON COLUMN a.id IS 'x'",
    "GRANT SELECT ON a TO PUBLIC",
    "GRANT SELECT (id) ON a TO PUBLIC",
    "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    "DROP TABLE a",
    "DROP TABLE a; DROP SCHEMA public",
    "CREATE TABLE h (id integer)",
    "CREATE TABLE godwit_kept_a (id serial PRIMARY KEY)",
    "CREATE TYPE godwit_kept_a AS (id integer)",
    "CREATE DOMAIN godwit_kept_a AS integer CHECK (value > 0)",
};

constexpr const char* on_sqlite[] = {
    "CREATE TABLE b (id integer)",
    "ALTER TABLE a ADD COLUMN c DEFAULT 1",
    "CREATE INDEX i ON a (name DESC)",
    "CREATE VIEW v AS SELECT 1 AS one",
    "CREATE TRIGGER t AFTER DELETE ON a BEGIN SELECT 1; END",
    "DROP TABLE a",
    "CREATE TABLE h (id integer)",
    "CREATE TABLE godwit_kept_a (id integer PRIMARY KEY)",
};

template <std::size_t count>
void each_differs_from_all_others(Dialect dialect,
                                  const char* const (&changes)[count]) {
  const std::vector<Identity> histories = {
      {Kind::table, dialect == Dialect::postgresql ? "public" : "", "", "h"},
      {Kind::table, dialect == Dialect::postgresql ? "kept" : "", "", "no"}};
  std::vector<State> states;
  std::vector<std::string> names = {"nothing"};
  for (std::size_t i = 0; i <= count; ++i) {
    const auto database = EphemeralDatabase::create(dialect);
    test::execute(database, ground);
    if (i > 0) test::execute(database, names.emplace_back(changes[i - 1]));
    states.push_back(state_of(database, histories));
    if (dialect == Dialect::postgresql) expect_all_asked(database, names[i]);
  }
  for (std::size_t i = 0; i < states.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      expect_agreement(states[i], states[j], names[i] + " and " + names[j]);
    }
  }
}

TEST(LiveDigest, TellsChangesOfPostgresqlApart) {
  each_differs_from_all_others(Dialect::postgresql, on_postgresql);
}

TEST(LiveDigest, TellsChangesOfSqliteApart) {
  each_differs_from_all_others(Dialect::sqlite, on_sqlite);
}

TEST(LiveDigest, IsTheSameHoweverObjectsAreNumbered) {
  std::vector<State> states;
  for (const bool reversed : {false, true}) {
    const auto database = EphemeralDatabase::create(Dialect::postgresql);
    const std::string one = "CREATE TABLE one (id serial PRIMARY KEY);";
    const std::string two =
        "CREATE TYPE mood AS ENUM ('good');"
        "CREATE TABLE two (id serial PRIMARY KEY, mood mood);"
        "CREATE VIEW v AS SELECT mood FROM two;";
    test::execute(database, reversed ? two + one : one + two);
    states.push_back(state_of(database));
  }
  EXPECT_EQ(states[0].digest, states[1].digest);
  EXPECT_FALSE(differ(states[0], states[1]));
}

}  // namespace
}  // namespace godwit::schema
