// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "check/lint/locks.h"
#include "check/lint/read_facts.h"
#include "lint_set.h"
#include "support/ephemeral_database.h"

// PostgreSQL itself is the judge of locks, rewrites and reads.
namespace godwit::check {
namespace {

enum class Effect { none, reads, rewrites };

struct ServerCase {
  std::string statement;
  Effect effect = Effect::none;
  /// The rule that says so. Empty: none of those in `cost_rules` may.
  std::string rule = {};
  /// Runs before, in the same transaction.
  std::string before = {};
};

void PrintTo(const ServerCase& one, std::ostream* out) {
  *out << one.statement;
}

const std::vector<std::string> cost_rules = {"add-column-volatile-default",
                                             "add-column-default",
                                             "add-column-generated",
                                             "add-column-serial",
                                             "change-column-type",
                                             "set-not-null",
                                             "add-foreign-key",
                                             "add-check",
                                             "add-unique",
                                             "add-primary-key",
                                             "add-exclusion",
                                             "create-index",
                                             "table-rewrite"};

const std::string tables =
    "CREATE TABLE owner (id int PRIMARY KEY);\n"
    "INSERT INTO owner VALUES (1);\n"
    "CREATE TABLE pet (id int NOT NULL, name varchar(20), price "
    "numeric(10,2), born timestamp, seen timestamptz, owner int, code "
    "varchar(9) CHECK (code <> "
    "''),\n"
    "  CONSTRAINT known CHECK (id IS NOT NULL), CONSTRAINT later CHECK (id > "
    "0));\n"
    "INSERT INTO pet SELECT i, 'a', 1, now(), now(), 1 FROM generate_series(1, "
    "9) i;\n"
    "CREATE UNIQUE INDEX pet_id ON pet (id);\n"
    "CREATE INDEX pet_name ON pet (name);\n"
    "ALTER TABLE pet ADD CONSTRAINT unproved CHECK (id < 99) NOT VALID;\n";

const ServerCase cases[] = {
    {"ALTER TABLE pet ADD a int"},
    {"ALTER TABLE pet ADD a int DEFAULT 1 NOT NULL"},
    {"ALTER TABLE pet ADD a timestamptz DEFAULT now()"},
    {"ALTER TABLE pet ADD a uuid DEFAULT gen_random_uuid()", Effect::rewrites,
     "add-column-volatile-default"},
    {"ALTER TABLE pet ADD a int GENERATED ALWAYS AS (id + 1) STORED",
     Effect::rewrites, "add-column-generated"},
    {"ALTER TABLE pet ADD a serial", Effect::rewrites, "add-column-serial"},
    {"ALTER TABLE pet ADD a int GENERATED ALWAYS AS IDENTITY", Effect::rewrites,
     "add-column-serial"},
    {"ALTER TABLE pet ADD a int REFERENCES owner (id)"},
    {"ALTER TABLE pet ADD a int DEFAULT 1 REFERENCES owner (id)", Effect::reads,
     "add-foreign-key"},
    {"ALTER TABLE pet ADD a int CHECK (a > 0)", Effect::reads, "add-check"},
    {"ALTER TABLE pet ADD a int UNIQUE", Effect::reads, "add-unique"},
    {"ALTER TABLE pet DROP name"},
    {"ALTER TABLE pet ALTER name TYPE text"},
    {"ALTER TABLE pet ALTER name TYPE varchar(40)"},
    {"ALTER TABLE pet ALTER code TYPE text", Effect::reads,
     "change-column-type"},
    {"ALTER TABLE pet ALTER name TYPE varchar(10)", Effect::rewrites,
     "change-column-type"},
    {"ALTER TABLE pet ALTER price TYPE numeric(12,2)"},
    {"ALTER TABLE pet ALTER price TYPE numeric(12,3)", Effect::rewrites,
     "change-column-type"},
    {"ALTER TABLE pet ALTER price TYPE numeric"},
    {"ALTER TABLE pet ALTER id TYPE bigint", Effect::rewrites,
     "change-column-type"},
    {"ALTER TABLE pet ALTER name TYPE text USING name::text"},
    {"ALTER TABLE pet ALTER name TYPE text USING lower(name)", Effect::rewrites,
     "change-column-type"},
    {"ALTER TABLE pet ALTER born TYPE timestamptz", Effect::none, "",
     "SET LOCAL timezone = 'UTC';"},
    {"ALTER TABLE pet ALTER born TYPE timestamptz USING born::timestamptz",
     Effect::none, "", "SET LOCAL TIME ZONE 'Etc/UTC';"},
    {"ALTER TABLE pet ALTER seen TYPE timestamp", Effect::none, "",
     "SET LOCAL timezone TO gmt;"},
    {"ALTER TABLE pet ALTER born TYPE timestamptz", Effect::none, "",
     "SET LOCAL TIME ZONE 0;"},
    {"ALTER TABLE pet ALTER born TYPE timestamptz", Effect::rewrites,
     "change-column-type", "SET LOCAL timezone = 'Europe/London';"},
    {"ALTER TABLE pet ALTER born TYPE timestamptz(3)", Effect::rewrites,
     "change-column-type", "SET LOCAL timezone = 'UTC';"},
    {"ALTER TABLE pet ALTER born TYPE timestamptz USING born AT TIME ZONE "
     "'UTC'",
     Effect::rewrites, "change-column-type", "SET LOCAL timezone = 'UTC';"},
    {"ALTER TABLE pet ALTER born TYPE date", Effect::rewrites,
     "change-column-type", "SET LOCAL timezone = 'UTC';"},
    {"ALTER TABLE pet ALTER owner SET NOT NULL", Effect::reads, "set-not-null"},
    {"ALTER TABLE pet ALTER id DROP NOT NULL"},
    {"ALTER TABLE pet ADD FOREIGN KEY (owner) REFERENCES owner (id)",
     Effect::reads, "add-foreign-key"},
    {"ALTER TABLE pet ADD FOREIGN KEY (owner) REFERENCES owner (id) NOT "
     "VALID"},
    {"ALTER TABLE pet ADD CHECK (id > 0)", Effect::reads, "add-check"},
    {"ALTER TABLE pet ADD CHECK (id > 0) NOT VALID"},
    {"ALTER TABLE pet ADD UNIQUE (id)", Effect::reads, "add-unique"},
    {"ALTER TABLE pet ADD UNIQUE USING INDEX pet_id"},
    {"ALTER TABLE pet ADD PRIMARY KEY (id)", Effect::reads, "add-primary-key"},
    {"ALTER TABLE pet ADD EXCLUDE (id WITH =)", Effect::reads, "add-exclusion"},
    {"ALTER TABLE pet DROP CONSTRAINT known"},
    {"ALTER TABLE pet RENAME name TO title"},
    {"ALTER TABLE pet RENAME TO animal"},
    {"CREATE INDEX i ON pet (owner)", Effect::reads, "create-index"},
    {"DROP INDEX pet_name"},
    {"REINDEX INDEX pet_name", Effect::reads},
    {"ALTER TABLE pet SET UNLOGGED", Effect::rewrites, "table-rewrite"},
    {"CLUSTER pet USING pet_id", Effect::rewrites, "table-rewrite"},
    {"CREATE TRIGGER t BEFORE UPDATE ON pet FOR EACH ROW EXECUTE FUNCTION "
     "suppress_redundant_updates_trigger()"},
    {"DELETE FROM pet WHERE id = 0", Effect::reads},
    {"DROP TABLE pet"},
    {"ALTER TABLE pet VALIDATE CONSTRAINT unproved", Effect::reads},
};

class LintServer : public testing::TestWithParam<ServerCase> {
 protected:
  static void SetUpTestSuite() {
    database_ = new test::EphemeralDatabase(
        test::EphemeralDatabase::create(Dialect::postgresql));
    test::execute(*database_, tables);
  }
  static void TearDownTestSuite() { delete database_; }

  // What the statement did to the table; nothing of it stays.
  static std::vector<std::vector<std::string>> try_out(const ServerCase& one) {
    return test::rows(
        *database_,
        "BEGIN; CREATE TEMP TABLE was AS SELECT oid, relfilenode AS node FROM "
        "pg_class WHERE oid = 'pet'::regclass;\n" +
            one.before + one.statement +
            ";\n"
            "SELECT upper(regexp_replace(replace(mode, 'Lock', ''), "
            "'([a-z])([A-Z])', '\\1 \\2', 'g')),\n"
            "  coalesce((SELECT relfilenode <> node FROM pg_class c WHERE "
            "c.oid = was.oid), false),\n"
            "  pg_stat_get_xact_tuples_returned(was.oid) > 0\n"
            "FROM pg_locks, was WHERE relation = was.oid AND pid = "
            "pg_backend_pid()");
  }

  static test::EphemeralDatabase* database_;
};

test::EphemeralDatabase* LintServer::database_ = nullptr;

LockMode strongest(const std::vector<std::vector<std::string>>& locks) {
  for (auto mode = static_cast<int>(LockMode::access_exclusive); mode > 0;
       --mode) {
    for (const auto& row : locks) {
      if (row[0] == to_string(static_cast<LockMode>(mode))) {
        return static_cast<LockMode>(mode);
      }
    }
  }
  return LockMode::none;
}

TEST_P(LintServer, Agrees) {
  const ServerCase& one = GetParam();

  const auto did = try_out(one);

  ASSERT_FALSE(did.empty());
  const bool rewrote = did[0][1] == "t";
  const bool read = did[0][2] == "t";
  EXPECT_EQ(rewrote, one.effect == Effect::rewrites);
  EXPECT_EQ(read && !rewrote, one.effect == Effect::reads);
  const auto facts =
      read_facts(one.statement, {0, one.statement.size()}, Dialect::postgresql);
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(to_string(lock_of(facts[0].what, 15)), to_string(strongest(did)));
}

TEST_P(LintServer, IsWhatTheRulesSay) {
  const ServerCase& one = GetParam();

  const auto rules = test::rules_of(Dialect::postgresql, tables,
                                    one.before + one.statement + ";");

  for (const std::string& rule : cost_rules) {
    const bool reported =
        std::find(rules.begin(), rules.end(), rule) != rules.end();
    EXPECT_EQ(reported, rule == one.rule) << rule;
  }
}

// What the rule says of PostgreSQL.
TEST(LintServerRefusals, AreThereForAColumnThatIsNamedTwice) {
  const auto database = test::EphemeralDatabase::create(Dialect::postgresql);
  test::execute(database, tables);

  EXPECT_ANY_THROW(test::execute(database, "UPDATE pet SET id = 1, id = 2"));
  EXPECT_ANY_THROW(test::execute(database, "CREATE TABLE a (b int, b int)"));
}

TEST(LintServerRefusals, AreThereForABlockThatCommitsInATransaction) {
  const auto database = test::EphemeralDatabase::create(Dialect::postgresql);
  const std::string block = "DO $$ BEGIN COMMIT; END $$";
  test::execute(database,
                "CREATE PROCEDURE p() LANGUAGE plpgsql AS "
                "'BEGIN ROLLBACK; END'");

  EXPECT_NO_THROW(test::execute(database, block));
  EXPECT_ANY_THROW(test::execute(database, "BEGIN; " + block));
  EXPECT_NO_THROW(test::execute(database, "CALL p()"));
  EXPECT_ANY_THROW(test::execute(database, "BEGIN; CALL p()"));
}

INSTANTIATE_TEST_SUITE_P(Cases, LintServer, testing::ValuesIn(cases));

}  // namespace
}  // namespace godwit::check
