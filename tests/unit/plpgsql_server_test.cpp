// SPDX-License-Identifier: BSL-1.0
#include <godwit/migration.h>
#include <gtest/gtest.h>

#include <exception>
#include <string>

#include "support/embedded_files.h"
#include "support/ephemeral_database.h"
#include "tool/postgresql_parser.h"

// PostgreSQL itself is the judge of the bodies that it takes.
namespace godwit::tool {
namespace {

const std::string schema = R"(
CREATE TYPE address AS (street text, city text, lines text[]);
CREATE DOMAIN share AS numeric CHECK (VALUE BETWEEN 0 AND 1);
CREATE TYPE state AS ENUM ('open', 'paid', 'sent');
CREATE TABLE item (id bigint PRIMARY KEY, name text, price numeric(10,2),
  sent_to address, tags text[], state state, made timestamptz);
CREATE MATERIALIZED VIEW sales AS SELECT count(*) AS n FROM item;
CREATE TABLE log (at timestamptz DEFAULT now(), what text, old jsonb, new jsonb);
CREATE PROCEDURE settle(INOUT done int) LANGUAGE plpgsql AS
  'BEGIN done := 1; END';
)";

class Plpgsql : public testing::TestWithParam<const char*> {
 protected:
  static void SetUpTestSuite() {
    database_ = new test::EphemeralDatabase(
        test::EphemeralDatabase::create(Dialect::postgresql));
    test::execute(*database_, schema);
  }
  static void TearDownTestSuite() { delete database_; }

  static std::string server(const std::string& sql) {
    try {
      test::execute(*database_, "BEGIN;\n" + sql + ";\nROLLBACK");
    } catch (const std::exception& error) {
      return error.what();
    }
    return "";
  }

  static std::string check(const std::string& sql) {
    const test::EmbeddedFiles files(Dialect::postgresql, {{"1_a.sql", sql}});
    const MigrationSet set = MigrationSet::from(files.set()).value();
    std::string said;
    for (const Error& error : postgresql_syntax_errors(set.all()[0].up)) {
      said += to_string(error) + "\n";
    }
    return said;
  }

  static test::EphemeralDatabase* database_;
};

test::EphemeralDatabase* Plpgsql::database_ = nullptr;

class ValidPlpgsql : public Plpgsql {};
class BrokenPlpgsql : public Plpgsql {};

TEST_P(ValidPlpgsql, IsTaken) {
  EXPECT_EQ(server(GetParam()), "");
  EXPECT_EQ(check(GetParam()), "");
}

TEST_P(BrokenPlpgsql, IsRefused) {
  EXPECT_NE(server(GetParam()), "");
  EXPECT_NE(check(GetParam()), "");
}

// What is returned, and to what.
INSTANTIATE_TEST_SUITE_P(Returns, ValidPlpgsql,
                         testing::Values(R"(
CREATE FUNCTION f(OUT id bigint, OUT label text) RETURNS SETOF record
LANGUAGE plpgsql AS $$ BEGIN
  FOR id, label IN SELECT i.id, i.name FROM item i LOOP RETURN NEXT; END LOOP;
END $$)",
                                         R"(
CREATE FUNCTION f() RETURNS TABLE (n bigint, "Total" numeric) LANGUAGE plpgsql
AS $$ BEGIN n := 3; "Total" := n * 1.5; RETURN NEXT; RETURN; END $$)",
                                         R"(
CREATE FUNCTION f(a address) RETURNS address AS $$ BEGIN
  a.city := upper(a.city); a.lines[1] = 'x'; a.lines[2:3] := '{a,b}';
  RETURN a; END $$ LANGUAGE plpgsql)",
                                         R"(
CREATE FUNCTION f() RETURNS SETOF address LANGUAGE plpgsql AS $$
DECLARE a address; BEGIN a := ROW('s', 'c', '{}'); RETURN NEXT a;
  RETURN NEXT ('t', 'd', NULL)::address; END $$)",
                                         R"(
CREATE FUNCTION f() RETURNS refcursor LANGUAGE plpgsql AS $$
DECLARE c refcursor := 'mine'; BEGIN OPEN c FOR TABLE item; RETURN c; END $$)",
                                         R"(
CREATE FUNCTION f(c refcursor) RETURNS item LANGUAGE plpgsql AS $$
DECLARE r item; n bigint; BEGIN FETCH ABSOLUTE 2 FROM c INTO r;
  FETCH LAST IN c INTO n; FETCH c INTO r; MOVE FORWARD 3 FROM c; MOVE c;
  CLOSE c; RETURN r; END $$)",
                                         R"(
CREATE FUNCTION f(INOUT a int, IN b int, OUT c text) LANGUAGE plpgsql AS
'BEGIN a = a + b; c := ''it''''s '' || a; RETURN; END')",
                                         R"(
CREATE FUNCTION f(a anyelement, VARIADIC rest anyarray) RETURNS anyarray
LANGUAGE plpgsql AS $$ DECLARE r a%TYPE; BEGIN rest[1] := a;
  r := rest[array_length($2, 1)]; RETURN rest; END $$)",
                                         R"(
CREATE FUNCTION f() RETURNS share LANGUAGE plpgsql AS $$
DECLARE s share NOT NULL DEFAULT 0.5; BEGIN RETURN s; END $$)",
                                         R"(
CREATE FUNCTION f() RETURNS SETOF item LANGUAGE plpgsql AS $$ BEGIN
  RETURN QUERY (SELECT * FROM item) UNION ALL TABLE item;
  RETURN QUERY EXECUTE 'SELECT * FROM item WHERE id = $1' USING 3;
  RETURN QUERY DELETE FROM item RETURNING *; END $$)",
                                         R"(
CREATE FUNCTION f(int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE n ALIAS FOR $1; BEGIN IF $1 > 3 THEN RETURN n; END IF; RETURN $1; END
$$)",
                                         R"(
CREATE FUNCTION f(n int) RETURNS int LANGUAGE plpgsql AS $$ <<whole>>
DECLARE n int := f.n; m ALIAS FOR n; BEGIN m := whole.n + f.n; f.n := 2;
whole.n := 4; RETURN m; END whole $$)"));

// What is declared, and how.
INSTANTIATE_TEST_SUITE_P(Declarations, ValidPlpgsql,
                         testing::Values(R"(
DO $$ DECLARE a item.name%TYPE; b item%ROWTYPE; c item; d state := 'open';
  e address[]; f text COLLATE "C" := 'a'; g text COLLATE pg_catalog."C" NOT NULL
  = 'b'; h CONSTANT interval(3) := '1 h'; i bit varying (4);
  j time with time zone; k "char"; l int ARRAY[4]; m int[][]; n double precision;
BEGIN a := 'x'; b.name := a; c.price := 1; c.sent_to.city := 'y'; e[1].city :=
  'z'; e[1].lines[2] := 'w'; m[1][2] := 3; b.tags[1] := 'u'; d := 'paid'; END
$$)",
                                         R"(
DO $$ DECLARE DECLARE a int; DECLARE BEGIN a := 1; END; $$)",
                                         R"(
DO $$ DECLARE type text; value int; key int; name text; query text; next int;
  open int; cursor int; exit int; raise text; get int; "if" int; "Two words" int;
  alias int; constant int; debug int; end_ int; first int; error text;
BEGIN type := 'a'; value = 1; open := 2; exit := 3; raise := 'c'; get = 4;
  "if" := 5; "Two words" := "if" + 1; alias := 1; next := 1; debug := 2;
  query := 'q'; error := 'e'; cursor := 1; END $$)",
                                         R"(
DO $$ DECLARE c CURSOR (a int, b text) FOR SELECT * FROM item
  WHERE id = a AND name = b; d NO SCROLL CURSOR IS SELECT 1; e SCROLL CURSOR FOR
  WITH q AS (SELECT 1 AS n) SELECT n FROM q; r record; BEGIN
  OPEN c(1, 'y'); CLOSE c; OPEN c(b := 'y', a := 2); FETCH NEXT FROM c INTO r;
  CLOSE c; FOR r IN c(3, 'z') LOOP NULL; END LOOP; FOR q IN d LOOP EXIT; END LOOP;
  FOR q IN c(b := 'x', a := 1) LOOP RAISE NOTICE '%', q.name; END LOOP; OPEN e; END $$)",
                                         R"(
DO $$ DECLARE j jsonb := '{}'; r record; BEGIN j['a'] := '1'; j['b']['c'] = '2';
  SELECT 1 AS x, 'a' AS y INTO r; r.x := 4; RAISE NOTICE '% %', r.x, j; END $$)",
                                         R"(
CREATE FUNCTION f(id int) RETURNS int LANGUAGE plpgsql AS $$
#variable_conflict use_variable
#print_strict_params on
DECLARE n int; BEGIN SELECT id INTO STRICT n FROM item; RETURN n; END $$)",
                                         R"(
CREATE FUNCTION f(a text DEFAULT CAST('x' AS text), b item.id%TYPE DEFAULT 1)
RETURNS text SET search_path TO public, pg_temp LANGUAGE 'plpgsql' AS E'BEGIN\n
RETURN a || \'b\'; END')"));

INSTANTIATE_TEST_SUITE_P(Triggers, ValidPlpgsql,
                         testing::Values(R"(
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'DELETE' THEN INSERT INTO log (what, old) VALUES (TG_TABLE_NAME,
    to_jsonb(OLD)); RETURN OLD; END IF;
  NEW.made := coalesce(NEW.made, now()); NEW.tags[1] := TG_ARGV[0];
  NEW.name = lower(new.name); SELECT NEW.id + 1 INTO NEW.id; RETURN NEW; END $$)",
                                         R"(
CREATE FUNCTION f() RETURNS pg_catalog.trigger LANGUAGE plpgsql AS $$
DECLARE row ALIAS FOR NEW; BEGIN row.name := 'a'; RETURN row; END $$)",
                                         R"(
CREATE FUNCTION f() RETURNS "trigger" LANGUAGE plpgsql AS $$ BEGIN
  NEW.sent_to.city := 'x'; RETURN NULL; END $$)",
                                         R"(
CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE o record; BEGIN
  FOR o IN SELECT * FROM pg_event_trigger_dropped_objects() LOOP
    RAISE NOTICE '% dropped % (%)', tg_tag, o.object_identity, TG_EVENT;
  END LOOP; END $$)"));

INSTANTIATE_TEST_SUITE_P(Control, ValidPlpgsql,
                         testing::Values(R"(
DO $$ DECLARE n int := 0; a int[] := '{1,2}'; x int; s text; BEGIN
  FOR i IN 1..10 LOOP n := n + i; END LOOP;
  FOR i IN REVERSE n..n - 4 BY 2 LOOP CONTINUE WHEN i = 3; END LOOP;
  FOR i IN array_lower(a, 1) .. array_upper(a, 1) LOOP x := a[i]; END LOOP;
  FOR i IN 1 .. (SELECT count(*) FROM item)::int LOOP NULL; END LOOP;
  FOR x, s IN SELECT 1, 'a' UNION SELECT 2, 'b' ORDER BY 1 LOOP NULL; END LOOP;
  FOR x IN EXECUTE 'SELECT $1' USING n LOOP NULL; END LOOP;
  FOR x IN (SELECT 1) LOOP NULL; END LOOP; FOR x IN VALUES (1) LOOP EXIT; END
  LOOP; FOREACH x IN ARRAY a LOOP NULL; END LOOP;
  FOREACH a SLICE 1 IN ARRAY ARRAY[[1, 2], [3, 4]] LOOP NULL; END LOOP;
  <<outer>> WHILE n > 0 LOOP <<inner>> LOOP n := n - 1; EXIT outer WHEN n < 9;
  CONTINUE inner; END LOOP inner; END LOOP outer;
  <<part>> BEGIN EXIT part; END part; END $$)",
                                         R"(
DO $$ DECLARE n int := 2; BEGIN
  CASE n WHEN 1, 2 THEN NULL; WHEN 3 + 1 THEN n := 3; ELSE n := 4; END CASE;
  CASE WHEN n > 2 THEN NULL; ELSE END CASE;
  IF n = 1 THEN ELSIF n = 2 THEN NULL; ELSEIF n = 3 THEN NULL; ELSE NULL; END IF;
  IF (CASE WHEN n = 1 THEN true ELSE false END) THEN NULL; END IF;
  IF count(*) > 0 FROM item THEN NULL; END IF; n := max(id) FROM item;
  IF EXISTS (SELECT FROM item) AND NOT FOUND THEN NULL; END IF; END $$)",
                                         R"(
DO $$ DECLARE m text; d text; s text; n int; a int[]; BEGIN
  BEGIN PERFORM 1 / 0; EXCEPTION WHEN division_by_zero OR SQLSTATE '23505' THEN
  GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d := PG_EXCEPTION_DETAIL,
    s = RETURNED_SQLSTATE; WHEN OTHERS THEN RAISE; END;
  GET DIAGNOSTICS n = ROW_COUNT; GET CURRENT DIAGNOSTICS n := ROW_COUNT;
  RAISE NOTICE '%%: %', m USING HINT = 'h'; EXCEPTION WHEN raise_exception THEN
  RAISE unique_violation USING MESSAGE := 'm' || d, TABLE = 'item'; END $$)",
                                         R"(
DO $$ BEGIN RAISE 'plain'; EXCEPTION WHEN OTHERS THEN RAISE NOTICE 'a'
  'b %', 1; RAISE LOG E'tab\t%', 1; RAISE WARNING USING MESSAGE = 'x', ERRCODE =
  '22012'; RAISE DEBUG SQLSTATE '22013' USING DETAIL = 'y'; ASSERT 1 = 1;
  ASSERT true, 'no ' || 1; RAISE INFO $q$100 %%$q$; END $$)",
                                         R"(
CREATE PROCEDURE f() LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN COMMIT;
  ROLLBACK AND CHAIN; COMMIT AND NO CHAIN; CALL settle(n); CALL settle(done => n);
  RETURN; END $$)"));

INSTANTIATE_TEST_SUITE_P(Sql, ValidPlpgsql,
                         testing::Values(R"(
DO $$ DECLARE n int; m text; r record; BEGIN
  SELECT id, name FROM item INTO n, m WHERE id = 1; SELECT INTO r * FROM item;
  SELECT count(*) INTO STRICT n FROM item; INSERT INTO item (id) VALUES (9)
  RETURNING id INTO n; UPDATE item SET name = 'b' RETURNING id, name INTO n, m;
  WITH gone AS (DELETE FROM item RETURNING *) INSERT INTO item SELECT * FROM gone;
  MERGE INTO item i USING (SELECT 1 AS id) s ON i.id = s.id WHEN MATCHED THEN
  UPDATE SET name = 'c' WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id);
  EXECUTE format('SELECT %L', n) INTO STRICT n; EXECUTE 'SELECT $1, $2' INTO n, m
  USING 1, 'a'; EXECUTE 'SELECT $1' USING n INTO r; EXECUTE 'SELECT' || ' 1';
  PERFORM * FROM item WHERE id = 1 FOR UPDATE; PERFORM pg_notify('a', 'b');
  VALUES (1) INTO n;  END $$)",
                                         R"(
DO $$ BEGIN CREATE TABLE t (a int DEFAULT 1, CHECK (a IN (1, 2)));
  CREATE INDEX ON t (a); ALTER TABLE t ADD b text; COMMENT ON TABLE t IS 'x';
  GRANT SELECT ON t TO PUBLIC; SET LOCAL lock_timeout = '1s'; LOCK TABLE t;
  REFRESH MATERIALIZED VIEW sales; TRUNCATE t; ANALYZE t;
  CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM log; DELETE FROM log);
  CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2';
  CREATE FUNCTION h() RETURNS int LANGUAGE plpgsql AS $q$ BEGIN RETURN 1; END $q$;
  CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION
  suppress_redundant_updates_trigger(); DROP TABLE t; END $$)",
                                         R"(
DO $$ -- a comment; with END
BEGIN /* another /* nested */ IF */ PERFORM 'a' -- between two parts
  'b'; IF 1 NOT /* here */ IN (2) THEN -- THEN
  PERFORM 1; END /* of */ IF; PERFORM $q$ ' ; END $q$, E'\';', U&'\0061'; END $$)",
                                         R"(
DO $$ DECLARE n int := 1; BEGIN n := n<<2; n := 8>>1; n := 5 % 3;
  n := 1+-1; IF n=-1 THEN NULL; END IF; PERFORM make_interval(days=>2); PERFORM a FROM (SELECT 1 AS
  a) b WHERE a <> ALL (ARRAY[2]); PERFORM (ARRAY[1, 2])[1:2]; PERFORM
  item.*::text, array_agg(id) FILTER (WHERE id > 1) OVER () FROM item GROUP BY
  item.*, id; END $$)",
                                         R"(
DO LANGUAGE 'plpgsql' 'BEGIN PERFORM ''a''; END')",
                                         R"(
DO 'BEGIN PERFORM 1; END' LANGUAGE "plpgsql")"));

INSTANTIATE_TEST_SUITE_P(
    Bodies, BrokenPlpgsql,
    testing::Values(
        "DO $$ BEGIN RETRUN 1; END $$",
        "CREATE FUNCTION f(OUT a int) LANGUAGE plpgsql AS $$ BEGIN a := 1; "
        "RETRUN; END $$",
        "CREATE FUNCTION f() RETURNS TABLE (a int) LANGUAGE plpgsql AS $$ "
        "BEGIN a := 1;"
        " RETURN NEXT; IF a > 1 RETURN; END IF; END $$",
        "CREATE FUNCTION f(a address) RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
        " a.city := 'x'; RETURN 1 END $$",
        "CREATE FUNCTION f(a address) RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
        " a.city := 'x' 'y' +; RETURN 1; END $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE i "
        "item; BEGIN"
        " i.name := 'x'; SELEC 1; RETURN 1; END $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE i "
        "item; BEGIN"
        " i.name := 'x'; RETURN 1; $$",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE i "
        "item; BEGIN"
        " i.name := 'x'; FOR i IN 1..3 LOOP NULL; END; RETURN 1; END $$",
        "DO $$ BEGIN IF true THEN NULL; END $$",
        "DO $$ BEGIN IF true THEN NULL; END IF END $$",
        "DO $$ BEGIN LOOP EXIT; END IF; END $$",
        "DO $$ BEGIN FOR i IN 1..3 NULL; END LOOP; END $$",
        "DO $$ BEGIN FOR i IN REVERSE SELECT 1 LOOP NULL; END LOOP; END $$",
        "DO $$ BEGIN WHILE LOOP NULL; END LOOP; END $$",
        "DO $$ BEGIN CASE 1 THEN NULL; END CASE; END $$",
        "DO $$ BEGIN PERFORM 1 FROM; END $$", "DO $$ BEGIN PERFORM (1; END $$",
        "DO $$ BEGIN PERFORM 1); END $$", "DO $$ DECLARE a; BEGIN NULL; END $$",
        "DO $$ DECLARE a int BEGIN NULL; END $$",
        "DO $$ DECLARE a int := ; BEGIN NULL; END $$",
        "DO $$ DECLARE c CURSOR SELECT 1; BEGIN NULL; END $$",
        "DO $$ DECLARE c CURSOR FOR SELEC 1; BEGIN NULL; END $$",
        "DO $$ BEGIN unknown := 1; END $$",
        "DO $$ BEGIN unknown.part := 1; END $$",
        "DO $$ BEGIN SELECT 1 INTO unknown; END $$",
        "DO $$ DECLARE known int; BEGIN SELECT 1, 2 INTO known, unknown; END "
        "$$",
        "DO $$ BEGIN RAISE NOTICE '%'; END $$",
        "DO $$ BEGIN RAISE NOTICE '%', 1, 2; END $$",
        "DO $$ BEGIN RAISE NOTICE 'a' || 'b'; END $$",
        "DO $$ BEGIN RAISE USING; END $$", "DO $$ BEGIN EXECUTE; END $$",
        "DO $$ BEGIN EXECUTE 'a' USNIG 1; END $$",
        "DO $$ BEGIN GET DIAGNOSTIC n = ROW_COUNT; END $$",
        "DO $$ BEGIN EXCEPTION WHEN OTHERS NULL; END $$",
        "DO $$ BEGIN NULL; EXCEPTION END $$", "DO $$ BEGIN NULL END $$",
        "DO $$ BEGIN ELSE; END $$", "DO $$ BEGIN NULL; END; NULL; $$",
        "DO $$ BEGIN INSERT INTO log (what VALUES (1); END $$",
        "DO $$ BEGIN UPDATE item SET name WHERE id = 1; END $$",
        "DO $$ BEGIN <<a>> NULL; END $$", "DO $$ BEGIN 1; END $$", "DO $$ $$"));

}  // namespace
}  // namespace godwit::tool
