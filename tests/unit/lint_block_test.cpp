// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "lint_cases.h"

// What runs inside a DO block of PostgreSQL, and what does not.
namespace godwit::check {
namespace {

using test::lint_files;
using test::LintCase;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Dialect postgresql = Dialect::postgresql;

class LintBlockCase : public testing::TestWithParam<LintCase> {};

TEST_P(LintBlockCase, Case) { test::expect_case(postgresql, GetParam()); }

const std::string pet = "CREATE TABLE pet (id bigint, name varchar(20));\n";
const std::string alone = "-- godwit: no-transaction\n";
const std::string add_key =
    "ALTER TABLE pet ADD CONSTRAINT k FOREIGN KEY (id) REFERENCES owner;";

std::string block(const std::string& statements) {
  return "DO $$ BEGIN " + statements + " END $$;\n";
}

const std::string committing =
    "CREATE PROCEDURE settle() LANGUAGE plpgsql AS $$ BEGIN\n"
    "  UPDATE pet SET a = 1; COMMIT; END $$;";

const LintCase found[] = {
    {"add-foreign-key", true,
     block(add_key + " EXCEPTION WHEN duplicate_object THEN null;")},
    {"drop-table", true, "DO LANGUAGE plpgsql $a$BEGIN DROP TABLE pet; END$a$"},
    {"drop-table", true,
     "DO $$BEGIN DROP TABLE pet; END$$ LANGUAGE 'plpgsql';"},
    {"drop-table", true, "DO 'BEGIN DROP TABLE pet; END';"},
    {"drop-table", true,
     "DO $$ << a >> DECLARE drop int := 1; b text; BEGIN DROP TABLE pet; "
     "END $$;"},
    {"drop-table", true,
     block("IF a THEN IF b THEN NULL; ELSIF c THEN DROP TABLE pet; END IF; "
           "END IF;")},
    {"drop-table", true, block("IF a THEN NULL; ELSE DROP TABLE pet; END IF;")},
    {"drop-table", true,
     block("IF (SELECT CASE WHEN a THEN b END) THEN DROP TABLE pet; END IF;")},
    {"drop-table", true,
     block("CASE a WHEN 1 THEN NULL; WHEN 2 THEN DROP TABLE pet; END CASE;")},
    {"drop-table", true,
     block("FOR a IN SELECT b LOOP DROP TABLE pet; END LOOP;")},
    {"drop-table", true,
     block("<<x>> WHILE a LOOP LOOP DROP TABLE pet; END LOOP; END LOOP x;")},
    {"drop-table", true,
     block("DECLARE a int; BEGIN DROP TABLE pet; EXCEPTION WHEN b OR c THEN "
           "RAISE NOTICE '%', SQLERRM; END;")},
    {"drop-table", true, block("NULL; EXCEPTION WHEN a THEN DROP TABLE pet;")},
    {"drop-table", true, block("EXECUTE 'DROP TABLE pet';")},
    {"drop-table", true, block("EXECUTE E'DROP\\nTABLE \\x70et';")},
    {"drop-table", true, block("EXECUTE $a$DROP TABLE a; DROP TABLE b$a$;")},
    {"drop-table", true, block("EXECUTE 'DO $a$BEGIN DROP TABLE b; END$a$';")},
    {"drop-table", true,
     "DO 'BEGIN EXECUTE ''DROP TABLE pet''; END' LANGUAGE plpgsql;"},
    {"delete-all-rows", true, block("EXECUTE 'DELETE FROM pet' INTO a;")},
    {"session-setting", true, block("PERFORM set_config('a.b', 'c', false);")},
    {"create-index", true, block("CREATE INDEX ON pet (id);"), pet},
    {"commit-in-block", true, block("PERFORM 1; COMMIT;")},
    {"commit-in-block", true, block("IF a THEN ROLLBACK; END IF;")},
    {"commit-in-block", true, block("CALL settle();"), committing},
    {"backfill", true,
     block("ALTER TABLE pet ADD a int; UPDATE pet SET a = 1;"), pet},
    {"enum-value-used", true,
     "ALTER TYPE mood ADD VALUE 'glad';" +
         block("UPDATE pet SET mood = 'glad';")},
    {"enum-value-used", true,
     block("EXECUTE 'ALTER TYPE mood ADD VALUE ''glad''';"
           "IF a THEN UPDATE pet SET mood = 'glad'; END IF;")},
    {"down-cannot-undo", true,
     "-- migrate:up\n" + block("ALTER TABLE pet DROP name;") +
         "-- migrate:down\nALTER TABLE pet ADD name text;\n"},
};

const LintCase silent[] = {
    {"drop-table", false, block("RAISE NOTICE 'DROP TABLE pet';")},
    {"drop-table", false, block("a := 'DROP TABLE pet'; b = 'DROP TABLE c';")},
    {"drop-table", false, block("EXECUTE 'DROP TABLE ' || a;")},
    {"drop-table", false, block("EXECUTE format('DROP TABLE pet');")},
    {"drop-table", false, block("EXECUTE U&'DROP TABLE pet';")},
    {"drop-table", false,
     block("FOR a IN EXECUTE 'DROP TABLE b' LOOP NULL; "
           "END LOOP;")},
    {"drop-table", false, "DO LANGUAGE plperl $$DROP TABLE pet;$$;"},
    {"drop-table", false, "DO LANGUAGE 'plv8' $$BEGIN DROP TABLE pet; END$$;"},
    {"table-rewrite", false,
     "DO $$ DECLARE cluster text; vacuum int; BEGIN cluster := 'a'; "
     "cluster.a = 1; cluster[1] := 2; END $$;"},
    {"commit-in-block", false, alone + block("COMMIT;")},
    {"commit-in-block", false, block("commit := 1; RAISE NOTICE 'COMMIT;';")},
    {"commit-in-block", false, committing},
    {"commit-in-block", false, "CALL other();", committing},
    {"commit-in-block", false, "CALL settle();",
     committing + "CREATE OR REPLACE PROCEDURE settle() LANGUAGE plpgsql AS "
                  "'BEGIN NULL; END';"},
    {"set-local", false, alone + block("SET LOCAL lock_timeout = '1s';")},
    {"enum-value-used", false,
     block("IF NOT EXISTS (SELECT FROM pg_enum WHERE enumlabel = 'glad') THEN "
           "ALTER TYPE mood ADD VALUE 'glad'; END IF;")},
    {"enum-value-used", false,
     block("CREATE TYPE mood AS ENUM ('sad'); EXCEPTION WHEN duplicate_object "
           "THEN null;") +
         "ALTER TYPE mood ADD VALUE 'glad'; UPDATE pet SET mood = 'glad';"},
};

// A condition may hold or not; either way nothing false may be said.
const LintCase conditions[] = {
    {"create-index", false,
     block("IF a THEN CREATE TABLE pet (id int); END IF;") +
         "CREATE INDEX ON pet (id);"},
    {"create-index", false,
     pet + block("IF a THEN DROP TABLE pet; END IF;") +
         "CREATE INDEX ON pet (id);"},
    {"create-index", false,
     block("IF a THEN DROP TABLE pet; CREATE TABLE pet (id int);"
           "CREATE INDEX ON pet (id); END IF;"),
     pet},
    {"create-index", true,
     "CREATE TABLE IF NOT EXISTS pet (id int); CREATE INDEX ON pet (id);", pet},
    {"drop-index", false,
     pet + "CREATE INDEX i ON pet (id);" +
         block("IF a THEN DROP INDEX i; END IF;") + "DROP INDEX IF EXISTS i;"},
};

const std::string drop_pet = "BEGIN DROP TABLE pet; DELETE FROM a; END";

// These run when somebody calls them, and not in the migration.
const LintCase routines[] = {
    {"drop-table", false,
     "CREATE FUNCTION f() RETURNS void AS $$" + drop_pet +
         "$$ LANGUAGE plpgsql;"},
    {"drop-table", false,
     "CREATE OR REPLACE PROCEDURE f() LANGUAGE plpgsql AS '" + drop_pet + "';"},
    {"drop-table", false,
     "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$" + drop_pet +
         "$$; CREATE TRIGGER t AFTER INSERT ON b EXECUTE FUNCTION f();"},
    {"drop-table", false,
     block("CREATE FUNCTION f() RETURNS void AS $a$" + drop_pet +
           "$a$ LANGUAGE plpgsql;")},
    {"delete-all-rows", false,
     "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM a; "
     "DELETE FROM b; END;"},
    {"delete-all-rows", false,
     block("CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM a; "
           "DELETE FROM b; END;")},
    {"session-setting", false,
     "CREATE FUNCTION f() RETURNS text BEGIN ATOMIC "
     "SELECT set_config('a.b', 'c', false); END;"},
};

INSTANTIATE_TEST_SUITE_P(Found, LintBlockCase, testing::ValuesIn(found));
INSTANTIATE_TEST_SUITE_P(Silent, LintBlockCase, testing::ValuesIn(silent));
INSTANTIATE_TEST_SUITE_P(Conditions, LintBlockCase,
                         testing::ValuesIn(conditions));
INSTANTIATE_TEST_SUITE_P(Routines, LintBlockCase, testing::ValuesIn(routines));

// The only finding of a text, as "line:column".
std::string place(const std::string& text) {
  const test::ReadFiles read(postgresql, {{"0001_a.sql", text}});
  const auto findings = lint(read.set(), {});
  if (findings.size() != 1) return std::to_string(findings.size());
  const SourceLocation& at = findings[0].what.location;
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

TEST(LintBlock, PointsToTheStatementInside) {
  EXPECT_EQ(place("DO $$\nBEGIN\n  DROP TABLE pet;\nEND $$;\n"), "3:3");
  EXPECT_EQ(place("DO $$ BEGIN\n IF a THEN ALTER TABLE b ADD c int, DROP d; "
                  "END IF; END $$;\n"),
            "2:37");
  EXPECT_EQ(place("DO $a$ BEGIN EXECUTE '\n DROP TABLE b'; END $a$;\n"), "2:2");
}

TEST(LintBlock, PointsToTheStatementBehindDoubledQuotes) {
  EXPECT_EQ(place("DO 'BEGIN a := ''b''''c''; DROP TABLE pet; END';\n"),
            "1:28");
  EXPECT_EQ(place("DO $$ BEGIN EXECUTE 'ALTER TABLE b ADD a text DEFAULT "
                  "''c'', DROP d'; END $$;\n"),
            "1:62");
}

TEST(LintBlock, AllowsARuleForAllThatFollowsInTheBlock) {
  EXPECT_THAT(
      lint_files(postgresql, {{"0001_a.sql",
                               "SELECT 1;\n"
                               "-- godwit: allow drop-table both are empty\n"
                               "DO $$ BEGIN\n"
                               "  DROP TABLE a;\n"
                               "  DROP TABLE b;\n"
                               "END $$;\n"
                               "DROP TABLE c;\n"}}),
      ElementsAre("0001_a.sql:7: drop-table"));
}

TEST(LintBlock, AllowsARuleForOneStatementInTheBlock) {
  EXPECT_THAT(
      lint_files(postgresql,
                 {{"0001_a.sql",
                   "SELECT 1;\n"
                   "DO $a$ BEGIN\n"
                   "  DROP TABLE a;\n"
                   "  -- godwit: allow drop-table nobody uses it\n"
                   "  IF b THEN DROP TABLE\n"
                   "    b; END IF;\n"
                   "  DROP TABLE c; -- godwit: allow drop-table empty\n"
                   "  DROP TABLE d;\n"
                   "END $a$; -- godwit: allow drop-column not here\n"}}),
      ElementsAre("0001_a.sql:3: drop-table", "0001_a.sql:8: drop-table",
                  "0001_a.sql:9: unused-allow"));
}

TEST(LintBlock, AllowsARuleForTheBlockBehindIt) {
  EXPECT_THAT(
      lint_files(postgresql,
                 {{"0001_a.sql",
                   "SELECT 1;\n"
                   "DO $$ BEGIN\n"
                   "  DROP TABLE a; DROP TABLE b;\n"
                   "END $$; -- godwit: allow drop-table both empty\n"}}),
      IsEmpty());
}

}  // namespace
}  // namespace godwit::check
