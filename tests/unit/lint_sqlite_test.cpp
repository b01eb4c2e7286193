// SPDX-License-Identifier: BSL-1.0
#include <gmock/gmock.h>

#include "lint_cases.h"

namespace godwit {
namespace {

using test::LintCase;

class SqliteLint : public testing::TestWithParam<LintCase> {};

TEST_P(SqliteLint, Case) { test::expect_case(Dialect::sqlite, GetParam()); }

const std::string pet = "CREATE TABLE pet (id INTEGER PRIMARY KEY, name);\n";
const std::string toy =
    "CREATE TABLE toy (pet REFERENCES pet (id) ON DELETE CASCADE);\n";
const std::string alone = "-- godwit: no-transaction\n";
const std::string rebuild =
    "CREATE TABLE new_pet (id INTEGER PRIMARY KEY, name TEXT);"
    "INSERT INTO new_pet SELECT * FROM pet;"
    "DROP TABLE pet;"
    "ALTER TABLE new_pet RENAME TO pet;";

const LintCase data_loss[] = {
    {"drop-table", true, "DROP TABLE IF EXISTS main.[pet];"},
    {"drop-table", false, rebuild, pet},
    {"drop-table", false,
     "ALTER TABLE pet RENAME TO old; CREATE TABLE pet (id);"
     "INSERT INTO pet SELECT id FROM old; DROP TABLE old;",
     pet},
    {"drop-column", true, "ALTER TABLE pet DROP name;"},
    {"drop-column", false, pet + "ALTER TABLE `Pet` DROP COLUMN name;"},
    {"delete-all-rows", true, "DELETE FROM pet;"},
    {"delete-all-rows", false, "DELETE FROM pet WHERE id > 1;"},
    {"down-cannot-undo", true,
     "-- migrate:up\nDROP TABLE pet;\n-- migrate:down\n" + pet},
    {"down-cannot-undo", false,
     "-- migrate:up\n" + rebuild + "\n-- migrate:down\n" + rebuild, pet},
};

const LintCase columns[] = {
    {"add-column-refused", true, "ALTER TABLE pet ADD a INTEGER PRIMARY KEY;"},
    {"add-column-refused", true, "ALTER TABLE pet ADD COLUMN a TEXT UNIQUE;"},
    {"add-column-refused", false, "ALTER TABLE pet ADD a TEXT;"},
    {"add-column-refused", false, "CREATE TABLE a (b TEXT UNIQUE);"},
    {"add-column-needs-empty-table", true, "ALTER TABLE pet ADD a NOT NULL;"},
    {"add-column-needs-empty-table", true,
     "ALTER TABLE pet ADD a TEXT DEFAULT CURRENT_TIMESTAMP;"},
    {"add-column-needs-empty-table", true,
     "ALTER TABLE pet ADD a TEXT DEFAULT (datetime('now'));"},
    {"add-column-needs-empty-table", true,
     "ALTER TABLE pet ADD a INT DEFAULT (1 + 1);"},
    {"add-column-needs-empty-table", true,
     "ALTER TABLE pet ADD a AS (id + 1) STORED;"},
    {"add-column-needs-empty-table", true,
     alone + "ALTER TABLE pet ADD a INT DEFAULT 1 REFERENCES toy (id);"},
    {"add-column-needs-empty-table", false,
     "ALTER TABLE pet ADD a INT DEFAULT 1 REFERENCES toy (id);"},
    {"add-column-needs-empty-table", false,
     alone + "ALTER TABLE pet ADD a INT REFERENCES toy (id);"},
    {"duplicate-column", true, "UPDATE pet SET name = 1, NAME = 2;"},
    {"duplicate-column", false, "UPDATE OR IGNORE pet SET id = 1, name = 2;"},
    {"add-column-needs-empty-table", false,
     "ALTER TABLE pet ADD a AS (id + 1);"},
    {"add-column-needs-empty-table", false,
     "ALTER TABLE pet ADD a INT NOT NULL DEFAULT -1;"},
    {"add-column-needs-empty-table", false,
     "ALTER TABLE pet ADD a INT DEFAULT (1);"},
    {"add-column-needs-empty-table", false,
     "ALTER TABLE pet ADD a TEXT DEFAULT ('a b c d');"},
    {"add-column-needs-empty-table", false,
     pet + "ALTER TABLE pet ADD a NOT NULL;"},
};

const LintCase sessions[] = {
    {"foreign-keys-pragma", true, "PRAGMA foreign_keys = OFF;"},
    {"foreign-keys-pragma", true, "PRAGMA main.foreign_keys(0);"},
    {"foreign-keys-pragma", false, "PRAGMA foreign_keys;"},
    {"foreign-keys-pragma", false, "PRAGMA defer_foreign_keys = ON;"},
    {"foreign-keys-pragma", false, alone + "PRAGMA foreign_keys = OFF;"},
    {"legacy-alter-table", true, "PRAGMA legacy_alter_table = ON;"},
    {"legacy-alter-table", false, "PRAGMA legacy_alter_table;"},
    {"unknown-pragma", true, "PRAGMA forein_keys = ON;"},
    {"unknown-pragma", false, "PRAGMA main.FOREIGN_KEYS;"},
    {"unknown-pragma", false, "PRAGMA cipher_page_size = 4096;"},
    {"connection-pragma", true, "PRAGMA busy_timeout = 5000;"},
    {"connection-pragma", false, "PRAGMA busy_timeout;"},
    {"connection-pragma", true, alone + "PRAGMA synchronous = NORMAL;"},
    {"connection-pragma", false, alone + "PRAGMA synchronous = OFF;"},
    {"connection-pragma", false, "PRAGMA user_version = 3;"},
    {"pragma-without-effect", true, alone + "PRAGMA defer_foreign_keys = ON;"},
    {"pragma-without-effect", false, "PRAGMA defer_foreign_keys = ON;"},
    {"pragma-without-effect", false,
     alone + "BEGIN; PRAGMA defer_foreign_keys = ON; COMMIT;"},
    {"pragma-without-effect", true, "PRAGMA page_size = 8192;"},
    {"pragma-without-effect", true, alone + "PRAGMA main.page_size(8192);"},
    {"pragma-without-effect", true,
     alone + "PRAGMA page_size = 8192; VACUUM INTO 'x';"},
    {"pragma-without-effect", false,
     alone + "PRAGMA page_size = 8192; VACUUM;"},
    {"pragma-without-effect", false, "PRAGMA page_size;"},
    {"pragma-without-effect", true,
     alone + "PRAGMA journal_mode = WAL; PRAGMA page_size = 8192; VACUUM;"},
    {"pragma-without-effect", true,
     alone + "PRAGMA page_size = 8192; PRAGMA journal_mode = 'Wal'; VACUUM;"},
    {"pragma-without-effect", true, alone + "PRAGMA page_size = 8192; VACUUM;",
     "-- godwit: no-transaction\nPRAGMA journal_mode = WAL;"},
    {"pragma-without-effect", false,
     alone + "PRAGMA journal_mode = DELETE; PRAGMA page_size = 8192; VACUUM; "
             "PRAGMA journal_mode = WAL;",
     "-- godwit: no-transaction\nPRAGMA journal_mode = WAL;"},
    {"pragma-without-effect", true, "PRAGMA auto_vacuum = FULL;"},
    {"pragma-without-effect", false,
     alone + "PRAGMA journal_mode = WAL; PRAGMA auto_vacuum = 2; VACUUM;"},
    {"pragma-without-effect", false,
     alone + "PRAGMA auto_vacuum = 1; VACUUM; PRAGMA auto_vacuum = 2;"},
    {"pragma-without-effect", true, "PRAGMA auto_vacuum = none;",
     "-- godwit: no-transaction\nPRAGMA auto_vacuum = 1; VACUUM;"},
    {"pragma-without-effect", true, "PRAGMA encoding = 'UTF-16';"},
    {"pragma-without-effect", false, "PRAGMA encoding = 'UTF-8';"},
    {"not-in-libsql", true, alone + "VACUUM;"},
    {"not-in-libsql", true, "ATTACH 'a.db' AS a;"},
    {"not-in-libsql", true, "PRAGMA cache_size = 100;"},
    {"not-in-libsql", true, "CREATE TEMP TABLE a (b);"},
    {"not-in-libsql", true, "CREATE TEMPORARY VIEW a AS SELECT 1;"},
    {"not-in-libsql", true, alone + "PRAGMA synchronous(0);"},
    {"not-in-libsql", true, "PRAGMA optimize;"},
    {"not-in-libsql", false, "PRAGMA user_version = 7; REINDEX;"},
    {"not-in-libsql", false, "PRAGMA journal_mode; PRAGMA table_info(a);"},
};

const LintCase rebuilds[] = {
    {"rebuild-loses-rows", true, alone + rebuild, pet + toy},
    {"rebuild-loses-rows", true, alone + "DROP TABLE pet;", pet + toy},
    {"rebuild-loses-rows", false, rebuild, pet + toy},
    {"rebuild-loses-rows", false,
     alone + "PRAGMA foreign_keys = OFF;" + rebuild, pet + toy},
    {"rebuild-loses-rows", false, alone + rebuild, pet},
    {"rebuild-loses-parts", true, rebuild,
     pet + "CREATE INDEX pet_name ON pet (name);"},
    {"rebuild-loses-parts", true, rebuild,
     pet + "CREATE TRIGGER t AFTER INSERT ON pet BEGIN SELECT 1; END;"},
    {"rebuild-loses-parts", false,
     rebuild + "CREATE INDEX pet_name ON pet (name);",
     pet + "CREATE INDEX pet_name ON pet (name);"},
    {"rebuild-loses-parts", false,
     rebuild + "CREATE INDEX other ON pet (name);",
     pet + "CREATE INDEX pet_name ON pet (name);"},
    {"rebuild-loses-parts", false, "DROP INDEX pet_name;" + rebuild,
     pet + "CREATE INDEX pet_name ON pet (name);"},
    {"rebuild-loses-parts", false, "DROP TABLE pet;",
     pet + "CREATE INDEX pet_name ON pet (name);"},
    {"rebuild-breaks-view", true, rebuild,
     pet + "CREATE VIEW names AS SELECT name FROM pet;"},
    {"rebuild-breaks-view", false, "DROP VIEW names;" + rebuild,
     pet + "CREATE VIEW names AS SELECT name FROM pet;"},
    {"rebuild-breaks-view", false, rebuild,
     pet + "CREATE VIEW ones AS SELECT 1 AS one FROM toy;"},
    {"rename-takes-references", true,
     "ALTER TABLE pet RENAME TO old; CREATE TABLE pet (id INTEGER PRIMARY KEY);"
     "DROP TABLE old;",
     pet + toy},
    {"rename-takes-references", false,
     "ALTER TABLE pet RENAME TO old; CREATE TABLE pet (id INTEGER PRIMARY KEY);"
     "ALTER TABLE toy RENAME TO old_toy;"
     "CREATE TABLE toy (pet REFERENCES pet); DROP TABLE old_toy;"
     "DROP TABLE old;",
     pet + toy},
    {"rename-takes-references", false,
     "ALTER TABLE pet RENAME TO old; DROP TABLE toy; DROP TABLE old;",
     pet + toy},
    {"rename-takes-references", false,
     pet + toy + "ALTER TABLE pet RENAME TO old; DROP TABLE old;"},
    {"rename-takes-references", true,
     "DROP TABLE toy;" + toy +
         "ALTER TABLE pet RENAME TO old;"
         "CREATE TABLE pet (id INTEGER PRIMARY KEY); DROP TABLE old;",
     pet + toy},
    {"rename-takes-references", false, rebuild, pet + toy},
    {"rename-takes-references", false, "ALTER TABLE pet RENAME TO animal;",
     pet + toy},
    {"rename-takes-references", false,
     "ALTER TABLE pet RENAME TO old; CREATE TABLE pet (id INTEGER PRIMARY KEY);"
     "DROP TABLE old; ALTER TABLE pet RENAME TO old;"
     "ALTER TABLE old RENAME TO pet;",
     pet + toy},
};

INSTANTIATE_TEST_SUITE_P(DataLoss, SqliteLint, testing::ValuesIn(data_loss));
INSTANTIATE_TEST_SUITE_P(Columns, SqliteLint, testing::ValuesIn(columns));
INSTANTIATE_TEST_SUITE_P(Sessions, SqliteLint, testing::ValuesIn(sessions));
INSTANTIATE_TEST_SUITE_P(Rebuilds, SqliteLint, testing::ValuesIn(rebuilds));

}  // namespace
}  // namespace godwit
