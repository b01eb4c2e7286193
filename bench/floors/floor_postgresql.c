/* SPDX-License-Identifier: BSL-1.0
 *
 * The least that a program has to do with PostgreSQL.
 *
 *   floor_postgresql up <conninfo> <scripts>    one transaction for all of them
 *                                               with a row of two columns for
 *                                               each, in packed messages
 *   floor_postgresql separate <conninfo> <scripts>
 *                                               the same in a transaction each,
 *                                               on the disk once at the end
 *   floor_postgresql each <conninfo> <scripts>  script after script, as a
 *                                               message each, with no history
 *   floor_postgresql nothing <conninfo>         learns what was applied last
 *   floor_postgresql status <conninfo>          prints a line for each row */
#include <libpq-fe.h>

#include "scripts.h"

/* A larger message saves no time, since the server takes it apart as a whole.
 */
enum { message_size = 64 * 1024 };

static PGconn* connection;

static PGresult* answer(const char* sql, ExecStatusType wanted) {
  PGresult* result = PQexec(connection, sql);
  if (PQresultStatus(result) == wanted) return result;
  fputs(PQerrorMessage(connection), stderr);
  exit(1);
}

static void run(const char* sql) { PQclear(answer(sql, PGRES_COMMAND_OK)); }

static char message[message_size];
static size_t used;

static void flush(void) {
  message[used] = '\0';
  if (used > 0) run(message);
  used = 0;
}

static void add(const char* text) {
  const size_t size = strlen(text);
  memcpy(message + used, text, size);
  used += size;
}

static void add_script(const struct script* script) {
  const size_t room = 100; /* for the record and what is around it */
  const size_t size = strlen(script->text) + strlen(script->version) + room;
  if (size > message_size) {
    fprintf(stderr, "%s is too long for a message\n", script->version);
    exit(1);
  }
  if (used + size > message_size) flush();
  add(script->text);
  add(";INSERT INTO history (version) VALUES ('");
  add(script->version);
  add("');");
}

static const char* const history =
    "CREATE TABLE history (version text PRIMARY KEY,"
    " applied_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP);";

static void up(const char* path) {
  struct scripts scripts = map_scripts(path);
  struct script script;
  add("BEGIN;");
  add(history);
  while (next_script(&scripts, &script)) add_script(&script);
  flush();
  run("COMMIT");
}

static void separate(const char* path) {
  struct scripts scripts = map_scripts(path);
  struct script script;
  add("SET synchronous_commit = off;");
  add(history);
  while (next_script(&scripts, &script)) {
    add("BEGIN;");
    add_script(&script);
    add("COMMIT;");
  }
  flush();
  /* A last commit, which takes all the others to the disk. */
  PQclear(answer("RESET synchronous_commit;SELECT txid_current()",
                 PGRES_TUPLES_OK));
}

static void each(const char* path) {
  struct scripts scripts = map_scripts(path);
  struct script script;
  while (next_script(&scripts, &script)) {
    PGresult* result = PQexec(connection, script.text);
    if (PQresultStatus(result) == PGRES_FATAL_ERROR) {
      fprintf(stderr, "%s: %s", script.version, PQerrorMessage(connection));
      exit(1);
    }
    PQclear(result);
  }
}

static void nothing(void) {
  PQclear(answer("SELECT version FROM history ORDER BY version DESC LIMIT 1",
                 PGRES_TUPLES_OK));
}

static void status(void) {
  PGresult* rows =
      answer("SELECT version, applied_at FROM history ORDER BY version",
             PGRES_TUPLES_OK);
  for (int row = 0; row < PQntuples(rows); ++row) {
    printf("%s  %s\n", PQgetvalue(rows, row, 0), PQgetvalue(rows, row, 1));
  }
  PQclear(rows);
}

static void silent(void* unused, const char* notice) {
  (void)unused;
  (void)notice;
}

int main(int argc, char** argv) {
  const char* task = argc > 2 ? argv[1] : "";
  if (argc > 2) {
    connection = PQconnectdb(argv[2]);
    if (PQstatus(connection) != CONNECTION_OK) {
      fputs(PQerrorMessage(connection), stderr);
      return 1;
    }
    PQsetNoticeProcessor(connection, silent, NULL);
  }
  if (strcmp(task, "up") == 0 && argc == 4) {
    up(argv[3]);
  } else if (strcmp(task, "separate") == 0 && argc == 4) {
    separate(argv[3]);
  } else if (strcmp(task, "each") == 0 && argc == 4) {
    each(argv[3]);
  } else if (strcmp(task, "nothing") == 0) {
    nothing();
  } else if (strcmp(task, "status") == 0) {
    status();
  } else {
    fputs(
        "usage: floor_postgresql up|each|nothing|status <conninfo>"
        " [<scripts>]\n",
        stderr);
    return 2;
  }
  PQfinish(connection);
  return 0;
}
