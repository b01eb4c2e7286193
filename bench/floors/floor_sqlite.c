/* SPDX-License-Identifier: BSL-1.0
 *
 * The least that a program has to do with SQLite.
 *
 *   floor_sqlite up <database> <scripts>     one transaction for all of them,
 *                                            with a row of two columns for each
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
  } else if (strcmp(task, "nothing") == 0) {
    nothing();
  } else if (strcmp(task, "status") == 0) {
    status();
  } else {
    fputs("usage: floor_sqlite up|nothing|status <database> [<scripts>]\n",
          stderr);
    return 2;
  }
  sqlite3_close(db);
  return 0;
}
