/* SPDX-License-Identifier: BSL-1.0
 *
 * The least that a program has to do with SQLite.
 *
 *   floor_sqlite up <database> <scripts>     one transaction for all of them,
 *                                            with a row of two columns for each
 *   floor_sqlite recorded <database> <scripts>
 *                                            with a row of all that Godwit
 *                                            records of a migration
 *   floor_sqlite nothing <database>          learns what was applied last
 *   floor_sqlite status <database>           prints a line for each row */
#include <sqlite3.h>

#include "scripts.h"

static sqlite3* db;

static void require(int holds) {
  if (holds) return;
  fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  exit(1);
}

static void run(const char* sql) {
  require(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3_stmt* prepared(const char* sql) {
  sqlite3_stmt* statement = NULL;
  require(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK);
  return statement;
}

static void up(const char* path) {
  struct scripts scripts = map_scripts(path);
  struct script script;
  run("BEGIN IMMEDIATE");
  run("CREATE TABLE history (version TEXT PRIMARY KEY,"
      " applied_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)");
  sqlite3_stmt* record = prepared("INSERT INTO history (version) VALUES (?1)");
  while (next_script(&scripts, &script)) {
    run(script.text);
    sqlite3_bind_text(record, 1, script.version, -1, SQLITE_STATIC);
    require(sqlite3_step(record) == SQLITE_DONE);
    sqlite3_reset(record);
  }
  sqlite3_finalize(record);
  run("COMMIT");
}

// As docs/format.md has it.
static void recorded(const char* path) {
  struct scripts scripts = map_scripts(path);
  struct script script;
  run("BEGIN IMMEDIATE");
  run("CREATE TABLE history (id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
      " sequence INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL,"
      " checksum TEXT NOT NULL, checksum_algorithm TEXT NOT NULL,"
      " batch BIGINT NOT NULL, applied_at TEXT NOT NULL,"
      " duration_us BIGINT NOT NULL, applied_by TEXT NOT NULL,"
      " baseline_reason TEXT, down_sql TEXT, state TEXT NOT NULL,"
      " statements_done BIGINT NOT NULL, statements_checksum TEXT NOT NULL,"
      " begun_sql TEXT, checkpoint TEXT, worker TEXT NOT NULL,"
      " breaking INTEGER NOT NULL)");
  sqlite3_stmt* record = prepared(
      "INSERT INTO history (kind, id, sequence, name, checksum,"
      " checksum_algorithm, batch, applied_by, down_sql, state, worker,"
      " baseline_reason, statements_checksum, statements_done, breaking,"
      " applied_at, duration_us) VALUES ('versioned', ?1, ?2, 'insert_row',"
      " '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',"
      " 'sha256', 1, 'somebody', 'DELETE FROM numbers;', 'applied', '', NULL,"
      " '', 0, 0, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?3)");
  for (int sequence = 1; next_script(&scripts, &script); ++sequence) {
    run(script.text);
    sqlite3_bind_text(record, 1, script.version, -1, SQLITE_STATIC);
    sqlite3_bind_int(record, 2, sequence);
    sqlite3_bind_int(record, 3, sequence);
    require(sqlite3_step(record) == SQLITE_DONE);
    sqlite3_reset(record);
  }
  sqlite3_finalize(record);
  run("COMMIT");
}

static void nothing(void) {
  sqlite3_stmt* last =
      prepared("SELECT version FROM history ORDER BY version DESC LIMIT 1");
  require(sqlite3_step(last) == SQLITE_ROW);
  sqlite3_finalize(last);
}

static void status(void) {
  sqlite3_stmt* rows =
      prepared("SELECT version, applied_at FROM history ORDER BY version");
  while (sqlite3_step(rows) == SQLITE_ROW) {
    printf("%s  %s\n", (const char*)sqlite3_column_text(rows, 0),
           (const char*)sqlite3_column_text(rows, 1));
  }
  require(sqlite3_finalize(rows) == SQLITE_OK);
}

int main(int argc, char** argv) {
  const char* task = argc > 2 ? argv[1] : "";
  if (argc > 2) require(sqlite3_open(argv[2], &db) == SQLITE_OK);
  if (strcmp(task, "up") == 0 && argc == 4) {
    up(argv[3]);
  } else if (strcmp(task, "recorded") == 0 && argc == 4) {
    recorded(argv[3]);
  } else if (strcmp(task, "nothing") == 0) {
    nothing();
  } else if (strcmp(task, "status") == 0) {
    status();
  } else {
    fputs(
        "usage: floor_sqlite up|recorded|nothing|status <database> "
        "[<scripts>]\n",
        stderr);
    return 2;
  }
  sqlite3_close(db);
  return 0;
}
