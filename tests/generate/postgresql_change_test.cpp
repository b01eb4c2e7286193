// SPDX-License-Identifier: BSL-1.0
#include <godwit/connection.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "change/change.h"
#include "schema/model.h"
#include "support/ephemeral_database.h"

namespace godwit::generate {
namespace {

using schema::Model;
using test::EphemeralDatabase;

/// Two schemas, of which one is to become the other and back.
struct Change {
  const char* name;
  /// In both.
  std::string ground;
  std::string before;
  std::string after;
  /// Put in before, and asked for afterwards and after the way back.
  std::string rows = {};
  std::string question = {};
  std::string answer = {};
};

std::ostream& operator<<(std::ostream& stream, const Change& change) {
  return stream << change.name;
}

/// A database whose schema can be looked at.
class Side {
 public:
  explicit Side(const std::string& sql)
      : database_(EphemeralDatabase::create(Dialect::postgresql)),
        connection_(connect(database_.url()).value()) {
    execute(sql);
  }

  void execute(const std::string& sql) const {
    if (!sql.empty()) test::execute(database_, sql);
  }

  void carry_out(const change::Operations& operations) const {
    std::string transaction;
    const auto end = [&] {
      if (!transaction.empty()) execute("BEGIN;\n" + transaction + "COMMIT");
      transaction.clear();
    };
    for (std::size_t i = 0; i < operations.size(); ++i) {
      const change::Operation& one = operations[i];
      if (i > 0 && operations[i - 1].stage != one.stage) end();
      if (change::shares_transaction(one.pace)) {
        transaction += one.statement + ";\n";
      } else {
        execute(one.statement);
      }
    }
    end();
  }

  Model model() const {
    return schema::read_model(connection_.session()).value();
  }

  std::string ask(const std::string& question) const {
    std::string text;
    for (const auto& row : test::rows(database_, question)) {
      for (const std::string& value : row) {
        text += (text.empty() ? "" : ",") + value;
      }
    }
    return text;
  }

 private:
  EphemeralDatabase database_;
  // Kept, since the first look at the catalogs is the slow one.
  mutable Connection connection_;
};

std::string text_of(const change::Operations& operations) {
  std::string text;
  for (const change::Operation& operation : operations) {
    text += operation.statement + ";\n";
  }
  return text;
}

std::string text_of(const std::vector<schema::Difference>& differences) {
  std::string text;
  for (const auto& difference : differences) {
    text += label(difference.id()) + '\n';
    for (const schema::Fact* fact : {difference.before, difference.after}) {
      text += fact == difference.before ? "  is:\n" : "  should be:\n";
      if (fact == nullptr) continue;
      for (const auto& [name, value] : fact->aspects) {
        text += "    " + name + ": " + value + '\n';
      }
    }
  }
  return text;
}

change::Operations plan(const Model& from, const Model& to,
                        bool online = false) {
  return change::change_operations({.from = from, .to = to, .online = online})
      .value();
}

void expect_same(const Model& one, const Model& other) {
  EXPECT_EQ(text_of(differences(one, other)), "");
}

void expect_same(const Side& one, const Side& other,
                 const change::Operations& done) {
  SCOPED_TRACE(text_of(done));
  expect_same(one.model(), other.model());
}

class PostgresqlChange : public testing::TestWithParam<Change> {};

TEST_P(PostgresqlChange, GoesThereAndBackAndIsComplete) {
  const Change& change = GetParam();
  const Model declared = Side(change.ground + change.after).model();
  const Side side(change.ground + change.before);
  const Model old = side.model();
  side.execute(change.rows);

  const change::Operations up = plan(old, declared, true);
  EXPECT_FALSE(up.empty());
  SCOPED_TRACE(text_of(up));
  side.carry_out(up);
  const Model changed = side.model();
  expect_same(changed, declared);
  if (!change.question.empty()) {
    EXPECT_EQ(side.ask(change.question), change.answer);
  }
  EXPECT_EQ(text_of(plan(changed, declared)), "");

  const change::Operations down = plan(declared, old);
  SCOPED_TRACE(text_of(down));
  side.carry_out(down);
  expect_same(side.model(), old);
}

TEST_P(PostgresqlChange, RemovesAllOfItAndMakesItFromNothing) {
  const Change& change = GetParam();
  const Model nothing = schema::new_database(Dialect::postgresql);
  const Side side(change.ground + change.after);
  const Model declared = side.model();

  const change::Operations removed = plan(declared, nothing);
  SCOPED_TRACE(text_of(removed));
  side.carry_out(removed);
  EXPECT_EQ(text_of(differences(side.model(), nothing)), "");
  const change::Operations made = plan(nothing, declared);
  SCOPED_TRACE(text_of(made));
  side.carry_out(made);

  expect_same(side.model(), declared);
}

TEST(PostgresqlModel, OfANewDatabaseIsKnown) {
  const Side side("");

  EXPECT_EQ(text_of(differences(side.model(),
                                schema::new_database(Dialect::postgresql))),
            "");
}

const std::string person =
    "CREATE TABLE person (id bigserial PRIMARY KEY, name text, "
    "age integer);\n";

const Change changes[] = {
    // Tables and columns
    {"AddsASchemaAndATable", "", "",
     "CREATE SCHEMA \"My Shop\"; CREATE TABLE \"My Shop\".\"Order\" (\"Id\" "
     "int PRIMARY KEY, \"user\" text DEFAULT 'it''s' NOT NULL)"},
    {"AddsColumns", person, "",
     "ALTER TABLE person ADD a text COLLATE \"C\", ADD b numeric(10,2) DEFAULT "
     "1.5 NOT NULL, ADD c int GENERATED ALWAYS AS (age * 2) STORED, ADD d "
     "timestamptz DEFAULT now()",
     "INSERT INTO person (name, age) VALUES ('x', 4)",
     "SELECT name, b, c FROM person", "x,1.50,8"},
    {"ChangesTypes", person,
     "CREATE TABLE t (a varchar(5), b int, c text, d timestamp, e int, f text)",
     "CREATE TABLE t (a text, b bigint, c int, d timestamptz, e text, f "
     "text[])",
     "INSERT INTO t VALUES ('x', 1, '7', '2026-01-01', 5, 'y')",
     "SELECT a, b, c + 1, e, f[1] FROM t", "x,1,8,5,y"},
    {"ChangesATypeUnderAnInList", "",
     "CREATE TABLE t (a varchar(5) CHECK (a IN ('x', 'y')), b int); CREATE "
     "INDEX i ON t (b) WHERE a NOT IN ('x', 'y''z')",
     "CREATE TABLE t (a text CHECK (a IN ('x', 'y')), b int); CREATE INDEX i "
     "ON t (b) WHERE a NOT IN ('x', 'y''z')"},
    {"ChangesATypeUnderTwoViews", person,
     "CREATE VIEW v AS SELECT id, age FROM person; CREATE VIEW w AS SELECT "
     "age + 1 AS next FROM v; COMMENT ON VIEW w IS 'next'; COMMENT ON COLUMN "
     "v.age IS 'years'; GRANT SELECT ON w TO PUBLIC",
     "ALTER TABLE person ALTER age TYPE bigint; CREATE VIEW v AS SELECT id, "
     "age FROM person; CREATE VIEW w AS SELECT age + 1 AS next FROM v; COMMENT "
     "ON VIEW w IS 'next'; COMMENT ON COLUMN v.age IS 'years'; GRANT SELECT ON "
     "w TO PUBLIC",
     "INSERT INTO person (age) VALUES (4)", "SELECT next FROM w", "5"},
    {"ChangesDefaults", person, "ALTER TABLE person ALTER age SET DEFAULT 1",
     "ALTER TABLE person ALTER age SET DEFAULT 2, ALTER name SET DEFAULT "
     "upper('x')"},
    {"ChangesGenerated", person,
     "ALTER TABLE person ADD g int GENERATED ALWAYS AS (age + 1) STORED; "
     "CREATE INDEX by_g ON person (g); CREATE VIEW v AS SELECT g FROM person",
     "ALTER TABLE person ADD g int GENERATED ALWAYS AS (age + 2) STORED; "
     "CREATE INDEX by_g ON person (g); CREATE VIEW v AS SELECT g FROM person",
     "INSERT INTO person (age) VALUES (4)", "SELECT g FROM v", "6"},
    {"ChangesStorage", person, "",
     "ALTER TABLE person ALTER name SET STORAGE EXTERNAL, ALTER name SET "
     "COMPRESSION pglz, ALTER age SET STATISTICS 7, ALTER age SET (n_distinct "
     "= 5)"},
    {"ChangesTableOptions", person, "",
     "ALTER TABLE person SET (fillfactor = 70, autovacuum_enabled = false); "
     "ALTER TABLE person SET UNLOGGED; ALTER TABLE person REPLICA IDENTITY "
     "FULL"},
    {"ChangesLoggingOfTablesThatReferToEachOther", "",
     "CREATE TABLE b (id int PRIMARY KEY); CREATE TABLE a (id int PRIMARY KEY, "
     "b int REFERENCES b, a int REFERENCES a); CREATE TABLE c (a int "
     "REFERENCES a)",
     "CREATE UNLOGGED TABLE b (id int PRIMARY KEY); CREATE UNLOGGED TABLE a "
     "(id int PRIMARY KEY, b int REFERENCES b, a int REFERENCES a); CREATE "
     "UNLOGGED TABLE c (a int REFERENCES a)",
     "INSERT INTO b VALUES (1); INSERT INTO a VALUES (2, 1, 2); INSERT INTO c "
     "VALUES (2)",
     "SELECT * FROM a, c", "2,1,2,2"},
    {"ChangesLoggingOfTablesThatReferToEachOtherNoMore", "",
     "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES a)",
     "CREATE UNLOGGED TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int)"},
    {"ChangesFromSerialToIdentity", "",
     "CREATE TABLE t (id serial PRIMARY KEY, a text)",
     "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a "
     "text)",
     "INSERT INTO t (a) VALUES ('x'), ('y')",
     "INSERT INTO t (a) VALUES ('z') RETURNING id", "3"},
    {"ChangesIdentity", "",
     "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, b int NOT NULL)",
     "CREATE TABLE t (id bigint GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY "
     "5), b int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME counter))",
     "INSERT INTO t (b) VALUES (7)",
     "INSERT INTO t DEFAULT VALUES RETURNING id, b", "6,8"},
    {"DropsAColumnWithAllThatHangsOnIt", person,
     "ALTER TABLE person ADD x int, ADD y int, ADD CHECK (x > y), ADD UNIQUE "
     "(x, age); CREATE INDEX by_x ON person (x) INCLUDE (y); CREATE STATISTICS "
     "s ON x, age FROM person; CREATE TABLE other (x int, y int REFERENCES "
     "person)",
     "CREATE TABLE other (x int)"},
    {"DropsTablesInACircle", "",
     "CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int "
     "PRIMARY KEY, a int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) "
     "REFERENCES b",
     "CREATE TABLE c (id int)"},
    {"PutsAnotherKindInTheSamePlace", "",
     "CREATE TABLE a (x int); CREATE VIEW b AS SELECT 1 AS x; CREATE SEQUENCE "
     "c",
     "CREATE VIEW a AS SELECT 1 AS x; CREATE TABLE b (x int); CREATE TYPE c AS "
     "ENUM ('x')"},
    {"ChangesInheritance", "CREATE TABLE a (x int, CHECK (x > 0));\n",
     "CREATE TABLE b (y int) INHERITS (a)",
     "ALTER TABLE a ADD z text, ALTER x SET NOT NULL; CREATE TABLE b (y int) "
     "INHERITS (a)"},
    {"ReleasesAnHeir", "CREATE TABLE a (x int);\n",
     "CREATE TABLE b (x int, y int); ALTER TABLE b INHERIT a",
     "CREATE TABLE b (x int, y int)"},

    // Constraints and indexes
    {"AddsConstraints",
     person + "CREATE EXTENSION btree_gist;\n"
              "CREATE TABLE t (p bigint, a int, r int4range);\n",
     "",
     "ALTER TABLE t ADD FOREIGN KEY (p) REFERENCES person ON DELETE CASCADE "
     "DEFERRABLE INITIALLY DEFERRED, ADD UNIQUE NULLS NOT DISTINCT (a), ADD "
     "CHECK (a > 0) NO INHERIT, ADD CHECK (a < 9) NOT VALID, ADD EXCLUDE USING "
     "gist (a WITH =, r WITH &&) WHERE (a > 1), ADD CONSTRAINT pk PRIMARY KEY "
     "(p) WITH (fillfactor = 60)"},
    {"ChangesConstraints", person,
     "CREATE TABLE t (p bigint CONSTRAINT f REFERENCES person, a int, "
     "CONSTRAINT c CHECK (a > 0), CONSTRAINT u UNIQUE (a))",
     "CREATE TABLE t (p bigint CONSTRAINT f REFERENCES person ON DELETE SET "
     "NULL, a int, CONSTRAINT c CHECK (a > 1), CONSTRAINT u UNIQUE (a, p))"},
    {"ValidatesAConstraint", person,
     "ALTER TABLE person ADD CONSTRAINT c CHECK (age > 0) NOT VALID",
     "ALTER TABLE person ADD CONSTRAINT c CHECK (age > 0)",
     "INSERT INTO person (age) VALUES (1)"},
    {"KeepsTwoKeysOverTheSameColumns", "", "",
     "CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t ADD CONSTRAINT again "
     "UNIQUE (a)"},
    {"ChangesThePrimaryKeyUnderAForeignKey", "",
     "CREATE TABLE a (x int PRIMARY KEY, y int UNIQUE); CREATE TABLE b (x int "
     "REFERENCES a)",
     "CREATE TABLE a (x int UNIQUE, y int PRIMARY KEY); CREATE TABLE b (x int "
     "REFERENCES a (x))"},
    {"ChangesIndexes", person,
     "CREATE INDEX i ON person (age); CREATE INDEX j ON person (name)",
     "CREATE UNIQUE INDEX i ON person (age DESC NULLS LAST); CREATE INDEX k ON "
     "person (lower(name) text_pattern_ops) INCLUDE (age) WHERE age > 3; "
     "COMMENT ON INDEX k IS 'names'; CLUSTER person USING i; ALTER TABLE "
     "person ALTER age SET NOT NULL; ALTER TABLE person REPLICA IDENTITY USING "
     "INDEX person_pkey"},

    // Partitions
    {"AddsPartitions",
     "CREATE TABLE p (a int NOT NULL, b text DEFAULT 'x', PRIMARY KEY (a)) "
     "PARTITION BY RANGE (a);\nCREATE INDEX p_b ON p (b);\nCREATE TABLE p1 "
     "PARTITION OF p FOR VALUES FROM (1) TO (10);\n",
     "",
     "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20); CREATE "
     "TABLE p3 PARTITION OF p DEFAULT PARTITION BY LIST (a); CREATE TABLE p4 "
     "PARTITION OF p3 FOR VALUES IN (30)",
     "INSERT INTO p VALUES (1)", "SELECT a, b FROM p", "1,x"},
    {"ChangesPartitionedTables", "CREATE TABLE person (id int PRIMARY KEY);\n",
     "CREATE TABLE p (a int NOT NULL, b text) PARTITION BY RANGE (a); CREATE "
     "TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10); CREATE TABLE p2 "
     "PARTITION OF p FOR VALUES FROM (10) TO (20)",
     "CREATE TABLE p (a int NOT NULL, b varchar(9) NOT NULL DEFAULT 'x', c int "
     "REFERENCES person, PRIMARY KEY (a), CHECK (a > 0)) PARTITION BY RANGE "
     "(a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10); CREATE "
     "TABLE p2 (a int NOT NULL, b varchar(9) NOT NULL); CREATE INDEX ON p (b); "
     "CREATE INDEX p_own ON p1 (c)",
     "INSERT INTO p VALUES (1, 'y')", "SELECT a, b FROM p", "1,y"},
    {"PartitionsATable", "CREATE TABLE other (id int PRIMARY KEY);\n",
     "CREATE TABLE p (id serial, n int GENERATED ALWAYS AS IDENTITY, a int NOT "
     "NULL DEFAULT 1, b text, o int REFERENCES other, PRIMARY KEY (id, a)); "
     "CREATE INDEX by_b ON p (b); CREATE VIEW v AS SELECT a, b FROM p; CREATE "
     "POLICY y ON p USING (a > 1); COMMENT ON COLUMN p.a IS 'x'; GRANT SELECT "
     "ON p TO PUBLIC; CREATE TABLE r (x int, y int, FOREIGN KEY (x, y) "
     "REFERENCES p)",
     "CREATE TABLE p (id serial, n int GENERATED ALWAYS AS IDENTITY, a int NOT "
     "NULL DEFAULT 1, b text, o int REFERENCES other, c int, PRIMARY KEY (id, "
     "a)) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES "
     "FROM (1) TO (10); CREATE TABLE p2 PARTITION OF p DEFAULT; CREATE INDEX "
     "by_b ON p (b); CREATE VIEW v AS SELECT a, b FROM p; CREATE POLICY y ON p "
     "USING (a > 1); COMMENT ON COLUMN p.a IS 'x'; GRANT SELECT ON p TO "
     "PUBLIC; CREATE TABLE r (x int, y int, FOREIGN KEY (x, y) REFERENCES p)",
     "INSERT INTO p (a, b) VALUES (1, 'x'), (50, 'y'); INSERT INTO r VALUES "
     "(1, 1)",
     "SELECT b, n FROM p UNION ALL SELECT count(*)::text, max(x) FROM r ORDER "
     "BY 1",
     "1,1,x,1,y,2"},
    {"DropsAnIndexOfAPartitionedTable",
     "CREATE TABLE p (a int) PARTITION BY RANGE (a);\nCREATE TABLE p1 "
     "PARTITION OF p FOR VALUES FROM (1) TO (10);\n",
     "CREATE INDEX i ON p (a)", "CREATE INDEX p1_a_idx ON p1 (a)"},

    // Types
    {"AddsEnumValues", "",
     "CREATE TYPE mood AS ENUM ('a', 'c'); CREATE TABLE t (m mood)",
     "CREATE TYPE mood AS ENUM ('0', 'a', 'b''s', 'c', 'd'); CREATE TABLE t (m "
     "mood)",
     "INSERT INTO t VALUES ('c')", "SELECT m FROM t", "c"},
    {"UsesAnAddedEnumValue", "",
     "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood DEFAULT 'a')",
     "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (m mood DEFAULT 'b', "
     "CHECK (m <> 'b' OR m IS NULL))"},
    {"RemovesAnEnumValue", "",
     "CREATE TYPE mood AS ENUM ('a', 'b', 'c'); CREATE TABLE t (m mood DEFAULT "
     "'a' CHECK (m <> 'b'), n mood[]); CREATE INDEX i ON t (m) WHERE m = 'a'; "
     "CREATE VIEW v AS SELECT m FROM t WHERE m = 'a'; CREATE FUNCTION f(mood) "
     "RETURNS text LANGUAGE sql AS 'SELECT $1::text'; COMMENT ON TYPE mood IS "
     "'how'; GRANT USAGE ON TYPE mood TO PUBLIC",
     "CREATE TYPE mood AS ENUM ('c', 'a'); CREATE TABLE t (m mood DEFAULT 'a' "
     "CHECK (m <> 'c'), n mood[]); CREATE INDEX i ON t (m) WHERE m = 'a'; "
     "CREATE VIEW v AS SELECT m FROM t WHERE m = 'a'; CREATE FUNCTION f(mood) "
     "RETURNS text LANGUAGE sql AS 'SELECT $1::text'; COMMENT ON TYPE mood IS "
     "'how'; GRANT USAGE ON TYPE mood TO PUBLIC",
     "INSERT INTO t VALUES ('a', '{a,c}')", "SELECT m, n FROM t", "a,{a,c}"},
    {"ChangesBetweenEnumAndText", "",
     "CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (m mood DEFAULT 'a', n "
     "text)",
     "CREATE TYPE other AS ENUM ('x'); CREATE TABLE t (m text DEFAULT 'a', n "
     "other DEFAULT 'x')",
     "INSERT INTO t VALUES ('a', 'x')", "SELECT m, n FROM t", "a,x"},
    {"ChangesDomains", "",
     "CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE DOMAIN e AS text; "
     "CREATE "
     "TABLE t (x d, y e)",
     "CREATE DOMAIN d AS bigint DEFAULT 1 CHECK (VALUE > 1); CREATE DOMAIN e "
     "AS text NOT NULL DEFAULT 'x' CONSTRAINT short CHECK (length(VALUE) < 5); "
     "COMMENT ON CONSTRAINT short ON DOMAIN e IS 'short'; CREATE TABLE t (x d, "
     "y e)",
     "INSERT INTO t VALUES (5, 'a')", "SELECT x, y FROM t", "5,a"},
    {"ChangesACompositeType", "", "CREATE TYPE c AS (a int, b text, d int)",
     "CREATE TYPE c AS (a bigint, b text COLLATE \"C\", \"E\" date); COMMENT "
     "ON COLUMN c.b IS 'b'"},
    {"MakesRangesAndCollations", "", "",
     "CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de', DETERMINISTIC = "
     "false); CREATE TYPE fr AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = "
     "float8mi); CREATE TABLE t (a text COLLATE german, b fr)"},
    {"ChangesSequences", "",
     "CREATE SEQUENCE s; CREATE SEQUENCE u MAXVALUE 50; CREATE TABLE t (a int "
     "DEFAULT nextval('s'))",
     "CREATE SEQUENCE s AS int INCREMENT 2 MINVALUE 3 START 7 CACHE 4 CYCLE; "
     "CREATE TABLE t (a int DEFAULT nextval('s')); ALTER SEQUENCE s OWNED BY "
     "t.a; CREATE SEQUENCE u MINVALUE 100 MAXVALUE 200"},

    // Views
    {"ChangesViews", person,
     "CREATE VIEW v AS SELECT id FROM person; CREATE VIEW w AS SELECT id, name "
     "FROM person; CREATE MATERIALIZED VIEW m AS SELECT id FROM v; CREATE "
     "INDEX im ON m (id)",
     "CREATE VIEW v WITH (security_barrier) AS SELECT id, age FROM person "
     "WHERE age > 1; CREATE VIEW w AS SELECT name FROM person WITH LOCAL CHECK "
     "OPTION; CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS SELECT id, "
     "age FROM v; CREATE UNIQUE INDEX im ON m (id); COMMENT ON MATERIALIZED "
     "VIEW m IS 'all'"},
    {"AddsARecursiveView", "", "",
     "CREATE RECURSIVE VIEW v (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM v "
     "WHERE n < 9"},

    // Functions
    {"ChangesFunctions", person,
     "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE "
     "FUNCTION g(a int, b int DEFAULT 1) RETURNS int IMMUTABLE LANGUAGE sql AS "
     "'SELECT 1'; CREATE VIEW v AS SELECT g(1) AS x; ALTER TABLE person ADD "
     "CHECK (g(age, 2) > 0), ALTER age SET DEFAULT g(1)",
     "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2'; CREATE "
     "FUNCTION g(a int, b int) RETURNS bigint IMMUTABLE LANGUAGE sql AS "
     "'SELECT 1::bigint'; CREATE VIEW v AS SELECT g(1, 1) AS x; ALTER TABLE "
     "person ADD CHECK (g(age, 2) > 0), ALTER age SET DEFAULT g(1, 1); CREATE "
     "PROCEDURE p(INOUT a int) LANGUAGE plpgsql AS 'BEGIN a := 1; END'; CREATE "
     "FUNCTION h() RETURNS TABLE (x int, y text) LANGUAGE sql BEGIN ATOMIC "
     "SELECT id::int, name FROM person; END; CREATE AGGREGATE total (int) "
     "(SFUNC = int4pl, STYPE = int, INITCOND = '0'); REVOKE EXECUTE ON "
     "FUNCTION f(int) FROM PUBLIC; COMMENT ON FUNCTION f(int) IS 'two'"},
    {"MakesFunctionsThatSpeakOfWhatComesLater", "", "",
     "SET check_function_bodies = off; CREATE TABLE a (x int); CREATE FUNCTION "
     "zero() RETURNS bigint LANGUAGE "
     "sql AS 'SELECT count(*) FROM b'; CREATE TABLE b (y bigint DEFAULT "
     "zero()); CREATE FUNCTION of_b() RETURNS void LANGUAGE plpgsql AS "
     "'DECLARE r b; BEGIN END'; CREATE FUNCTION one() RETURNS int LANGUAGE sql "
     "AS 'SELECT x FROM late'; CREATE VIEW late AS SELECT 1 AS x, one() AS y"},

    // What happens by itself
    {"ChangesTriggersRulesAndPolicies",
     person + "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
              "RETURN new; END';\n",
     "CREATE TRIGGER a BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION "
     "t(); CREATE TRIGGER b BEFORE UPDATE OF age ON person FOR EACH ROW WHEN "
     "(new.age > 1) EXECUTE FUNCTION t(); CREATE RULE r AS ON DELETE TO person "
     "DO INSTEAD NOTHING; ALTER TABLE person ENABLE ROW LEVEL SECURITY; CREATE "
     "POLICY p ON person USING (age > 1); CREATE POLICY q ON person FOR INSERT "
     "WITH CHECK (true)",
     "ALTER TABLE person ALTER age TYPE bigint; CREATE TRIGGER a AFTER INSERT "
     "ON person FOR EACH ROW EXECUTE FUNCTION t(); CREATE TRIGGER b BEFORE "
     "UPDATE OF age ON person FOR EACH ROW WHEN (new.age > 1) EXECUTE FUNCTION "
     "t(); ALTER TABLE person DISABLE TRIGGER b; CREATE CONSTRAINT TRIGGER c "
     "AFTER INSERT ON person DEFERRABLE FOR EACH ROW EXECUTE FUNCTION t(); "
     "CREATE RULE r AS ON DELETE TO person DO ALSO NOTHING; ALTER TABLE person "
     "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY p ON "
     "person TO pg_monitor, PUBLIC USING (age > 2) WITH CHECK (age > 3); "
     "CREATE "
     "POLICY q ON person AS RESTRICTIVE FOR UPDATE USING (true)"},
    {"ChangesEventTriggersStatisticsAndPublications",
     person + "CREATE TABLE other (id int PRIMARY KEY);\nCREATE FUNCTION e() "
              "RETURNS "
              "event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n",
     "CREATE EVENT TRIGGER a ON ddl_command_end EXECUTE FUNCTION e(); CREATE "
     "STATISTICS s ON name, age FROM person; CREATE PUBLICATION p FOR TABLE "
     "person; CREATE PUBLICATION q FOR ALL TABLES",
     "CREATE EVENT TRIGGER a ON ddl_command_end WHEN TAG IN ('CREATE TABLE') "
     "EXECUTE FUNCTION e(); ALTER EVENT TRIGGER a DISABLE; CREATE STATISTICS s "
     "(mcv) ON name, age FROM person; ALTER STATISTICS s SET STATISTICS 50; "
     "CREATE PUBLICATION p FOR TABLE person (id, age) WHERE (id > 1), other "
     "WITH (publish = 'insert'); CREATE PUBLICATION q FOR TABLES IN SCHEMA "
     "public"},

    // Remarks
    {"ChangesCommentsAndPrivileges",
     person + "CREATE SCHEMA s;\nCREATE FUNCTION f() RETURNS int LANGUAGE sql "
              "AS 'SELECT 1';\nCREATE SEQUENCE n;\n",
     "COMMENT ON TABLE person IS 'old'; COMMENT ON COLUMN person.age IS 'x'; "
     "GRANT SELECT, INSERT ON person TO pg_monitor; GRANT SELECT (name) ON "
     "person TO pg_monitor; GRANT USAGE ON SCHEMA s TO pg_monitor",
     "COMMENT ON TABLE person IS 'it''s new'; COMMENT ON CONSTRAINT "
     "person_pkey ON person IS 'key'; COMMENT ON SCHEMA s IS E'two\\nlines'; "
     "GRANT SELECT ON person TO pg_monitor WITH GRANT OPTION; GRANT UPDATE "
     "(name, age) ON person TO pg_monitor; GRANT USAGE, CREATE ON SCHEMA s TO "
     "pg_monitor; REVOKE ALL ON FUNCTION f() FROM PUBLIC; GRANT USAGE ON "
     "SEQUENCE n TO PUBLIC"},
    {"ChangesDefaultPrivileges", "CREATE SCHEMA s;\n",
     "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO "
     "pg_monitor",
     "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT, INSERT ON TABLES TO "
     "pg_monitor; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM "
     "PUBLIC"},
    {"MakesTablesUnderDefaultPrivileges",
     "CREATE SCHEMA s;\nCREATE TABLE s.early (a int);\nALTER DEFAULT "
     "PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO pg_monitor;\n",
     "", "CREATE TABLE s.t (a int); CREATE VIEW s.v AS SELECT 1 AS x"},
    {"MakesObjectsThatDefaultPrivilegesPassBy", "CREATE SCHEMA s;\n",
     "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO "
     "pg_monitor; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM "
     "PUBLIC",
     "CREATE TABLE s.t (a int); CREATE TABLE s.u (a int); GRANT INSERT ON s.u "
     "TO pg_monitor; CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT "
     "1'; ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO "
     "pg_monitor; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM "
     "PUBLIC"},
    {"ChangesExtensions", "CREATE SCHEMA s;\n", "CREATE EXTENSION citext",
     "CREATE EXTENSION citext SCHEMA s; CREATE EXTENSION hstore; CREATE TABLE "
     "t (a s.citext, b hstore DEFAULT ''); COMMENT ON EXTENSION hstore IS "
     "'mine'"},
};

INSTANTIATE_TEST_SUITE_P(All, PostgresqlChange, testing::ValuesIn(changes),
                         [](const auto& one) {
                           return std::string(one.param.name);
                         });

/// What is called otherwise, and nothing else.
struct Renamed {
  schema::Kind kind;
  const char* schema;
  const char* table;
  const char* before;
  const char* after;
};

change::Renames renames_of(const std::vector<Renamed>& all) {
  change::Renames renames;
  for (const Renamed& one : all) {
    renames.push_back({{one.kind, one.schema, one.table, one.before},
                       {one.kind, one.schema, one.table, one.after}});
  }
  return renames;
}

void expect_renames(const std::string& before, const std::string& after,
                    const std::vector<Renamed>& renames) {
  const Side side(before);
  const Side declared(after);

  const change::Operations operations =
      change::rename_operations(side.model(), declared.model(),
                                renames_of(renames))
          .value();
  side.carry_out(operations);

  expect_same(side, declared, operations);
  for (const change::Operation& operation : operations) {
    EXPECT_NE(operation.statement.find(" RENAME "), std::string::npos);
    EXPECT_TRUE(operation.dangers.empty());
  }
}

TEST(PostgresqlRename, TakesDerivedNamesAlong) {
  expect_renames(
      "CREATE TABLE person (id serial PRIMARY KEY, mail text UNIQUE, age int "
      "CHECK (age > 0), CONSTRAINT own CHECK (age < 200)); CREATE INDEX ON "
      "person (age); CREATE TABLE t (p int REFERENCES person)",
      "CREATE TABLE people (id serial PRIMARY KEY, email text UNIQUE, age int "
      "CHECK (age > 0), CONSTRAINT own CHECK (age < 200)); CREATE INDEX ON "
      "people (age); CREATE TABLE t (p int REFERENCES people)",
      {{schema::Kind::table, "public", "", "person", "people"},
       {schema::Kind::column, "public", "people", "mail", "email"}});
}

TEST(PostgresqlRename, LeavesNamesThatStayDeclared) {
  expect_renames(
      "CREATE TABLE person (id int CONSTRAINT person_pkey PRIMARY KEY)",
      "CREATE TABLE people (id int CONSTRAINT person_pkey PRIMARY KEY)",
      {{schema::Kind::table, "public", "", "person", "people"}});
}

TEST(PostgresqlRename, KnowsAllKinds) {
  expect_renames(
      "CREATE SCHEMA a; CREATE TYPE a.mood AS ENUM ('x', 'y'); CREATE DOMAIN "
      "a.d AS int CONSTRAINT c CHECK (VALUE > 0); CREATE TYPE a.pair AS (one "
      "int, two int); CREATE SEQUENCE a.s; CREATE VIEW a.v AS SELECT 1 AS x; "
      "CREATE MATERIALIZED VIEW a.m AS SELECT 1 AS x; CREATE FUNCTION a.f(int) "
      "RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE a.t (x int, y int, "
      "CONSTRAINT u UNIQUE (x)); CREATE INDEX i ON a.t (y); CREATE POLICY p ON "
      "a.t; CREATE FUNCTION a.g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN "
      "END'; CREATE TRIGGER r BEFORE INSERT ON a.t EXECUTE FUNCTION a.g()",
      "CREATE SCHEMA a; CREATE TYPE a.\"Mood\" AS ENUM ('x', 'it''s'); CREATE "
      "DOMAIN a.e AS int CONSTRAINT k CHECK (VALUE > 0); CREATE TYPE a.pair AS "
      "(\"first one\" int, two int); CREATE SEQUENCE a.\"order\"; CREATE VIEW "
      "a.w AS SELECT 1 AS x; CREATE MATERIALIZED VIEW a.n AS SELECT 1 AS x; "
      "CREATE FUNCTION a.h(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE "
      "TABLE a.t (x int, \"Y\" int, CONSTRAINT v UNIQUE (x)); CREATE INDEX j "
      "ON a.t (\"Y\"); CREATE POLICY q ON a.t; CREATE FUNCTION a.g() RETURNS "
      "trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE TRIGGER s BEFORE INSERT "
      "ON a.t EXECUTE FUNCTION a.g()",
      {{schema::Kind::enum_type, "a", "", "mood", "Mood"},
       {schema::Kind::enum_type, "a", "Mood", "y", "it's"},
       {schema::Kind::domain, "a", "", "d", "e"},
       {schema::Kind::constraint, "a", "e", "c", "k"},
       {schema::Kind::column, "a", "pair", "one", "first one"},
       {schema::Kind::sequence, "a", "", "s", "order"},
       {schema::Kind::view, "a", "", "v", "w"},
       {schema::Kind::materialized_view, "a", "", "m", "n"},
       {schema::Kind::function, "a", "", "f(integer)", "h(integer)"},
       {schema::Kind::column, "a", "t", "y", "Y"},
       {schema::Kind::constraint, "a", "t", "u", "v"},
       {schema::Kind::index, "a", "t", "i", "j"},
       {schema::Kind::policy, "a", "t", "p", "q"},
       {schema::Kind::trigger, "a", "t", "r", "s"}});
}

Result<change::Operations> change_between(const std::string& before,
                                          const std::string& after,
                                          const change::Fills& fills = {}) {
  const Side old(before);
  const Side declared(after);
  const Model from = old.model();
  const Model to = declared.model();
  return change::change_operations({.from = from, .to = to, .fills = fills});
}

std::vector<change::Risk> risks_of(const change::Operations& operations) {
  std::vector<change::Risk> risks;
  for (const change::Operation& operation : operations) {
    for (const auto& danger : operation.dangers) risks.push_back(danger.risk);
  }
  return risks;
}

TEST(PostgresqlDanger, IsSaidOfWhatLosesOrRequiresSomething) {
  const auto risks = [](const std::string& before, const std::string& after) {
    return risks_of(change_between(before, after).value());
  };
  using Risks = std::vector<change::Risk>;

  EXPECT_EQ(risks("CREATE TABLE t (a int)", ""),
            Risks{change::Risk::drops_table});
  EXPECT_EQ(risks("CREATE TABLE t (a int, b int)", "CREATE TABLE t (a int)"),
            Risks{change::Risk::drops_column});
  EXPECT_EQ(risks("CREATE TABLE t (a bigint)", "CREATE TABLE t (a int)"),
            Risks{change::Risk::narrows});
  EXPECT_EQ(risks("CREATE TABLE t (a int)", "CREATE TABLE t (a bigint)"),
            Risks{});
  EXPECT_EQ(risks("CREATE TABLE t (a varchar(9))", "CREATE TABLE t (a text)"),
            Risks{});
  EXPECT_EQ(
      risks("CREATE TABLE t (a varchar(9))", "CREATE TABLE t (a varchar(8))"),
      Risks{change::Risk::narrows});
  EXPECT_EQ(risks("CREATE TABLE t (a int)", "CREATE TABLE t (a int NOT NULL)"),
            Risks{change::Risk::forbids_null});
  EXPECT_EQ(risks("CREATE TABLE t ()", "CREATE TABLE t (a int NOT NULL)"),
            Risks{change::Risk::requires_value});
  EXPECT_EQ(
      risks("CREATE TABLE t ()", "CREATE TABLE t (a int NOT NULL DEFAULT 1)"),
      Risks{});
  EXPECT_EQ(risks("CREATE TABLE t (a int)", "CREATE TABLE t (a int UNIQUE)"),
            Risks{change::Risk::restricts});
}

TEST(PostgresqlFill, GivesRowsTheirValues) {
  const Side side(
      "CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1), (2)");
  const Side declared(
      "CREATE TABLE t (a int, b int NOT NULL, c text NOT NULL DEFAULT 'new')");
  const Model from = side.model();
  const Model to = declared.model();
  const schema::Identity b{schema::Kind::column, "public", "t", "b"};
  const schema::Identity c{schema::Kind::column, "public", "t", "c"};

  const change::Operations operations =
      change::change_operations(
          {.from = from, .to = to, .fills = {{b, "a * 10"}, {c, "'old' || a"}}})
          .value();
  side.carry_out(operations);

  expect_same(side, declared, operations);
  EXPECT_TRUE(risks_of(operations).empty());
  EXPECT_EQ(side.ask("SELECT b, c FROM t ORDER BY a"), "10,old1,20,old2");
}

TEST(PostgresqlUnmodelled, IsRefusedByName) {
  const auto refused = [](const std::string& sql) {
    const auto operations = change_between("", sql);
    return operations ? "planned" : operations.error().message;
  };

  EXPECT_EQ(refused("CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, "
                    "FUNCTION = int4eq)"),
            "no change can be planned for operator "
            "public.===(integer,integer)");
  EXPECT_EQ(refused("CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)"),
            "no change can be planned for text search configuration public.c");
  EXPECT_EQ(refused("CREATE FOREIGN DATA WRAPPER w"),
            "no change can be planned for foreign-data wrapper w");
}

TEST(PostgresqlUnmodelled, NotNullThatDoesNotHoldForAllIsRefused) {
  const std::string since_18 =
      "SELECT current_setting('server_version_num')::int >= 180000";
  if (Side("").ask(since_18) != "t") GTEST_SKIP() << "PostgreSQL 18 has it";
  const auto planned = change_between(
      "CREATE TABLE t (a int)",
      "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c NOT NULL a NOT "
      "VALID");
  ASSERT_FALSE(planned.ok());
  EXPECT_EQ(planned.error().message,
            "no change can be planned for constraint c on public.t");
}

TEST(PostgresqlPlan, IsTheSameWhateverTheOrderOfDeclaration) {
  const std::string tables[] = {
      "CREATE TABLE a (x int);", "CREATE TABLE b (y int);",
      "CREATE TABLE c (z int);", "CREATE VIEW v AS SELECT 1 AS x;"};
  std::vector<int> order = {0, 1, 2, 3};
  std::string first;
  do {
    std::string sql;
    for (const int index : order) sql += tables[index];
    const std::string text = text_of(change_between("", sql).value());
    if (first.empty()) first = text;
    EXPECT_EQ(text, first);
  } while (std::next_permutation(order.begin(), order.begin() + 3));
}

}  // namespace
}  // namespace godwit::generate
