/* SPDX-License-Identifier: BSL-1.0
 *
 * The least that a program has to do to run a script: it maps the file and
 * hands it over as a whole. */
#include <fcntl.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

static int on_sqlite(const char* path, const char* sql) {
  sqlite3* db = NULL;
  const int failed = sqlite3_open(path, &db) != SQLITE_OK ||
                     sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK;
  if (failed) fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  sqlite3_close(db);
  return failed;
}

static int on_postgresql(const char* conninfo, const char* sql) {
  PGconn* connection = PQconnectdb(conninfo);
  PGresult* result = PQexec(connection, sql);
  const int failed = PQresultStatus(result) != PGRES_COMMAND_OK;
  if (failed) fputs(PQerrorMessage(connection), stderr);
  PQclear(result);
  PQfinish(connection);
  return failed;
}

int main(int argc, char** argv) {
  if (argc != 4) {
    fputs("usage: floor_script sqlite|postgresql <database> <file>\n", stderr);
    return 2;
  }
  const int file = open(argv[3], O_RDONLY);
  struct stat facts;
  if (file < 0 || fstat(file, &facts) != 0) {
    perror(argv[3]);
    return 2;
  }
  /* One byte more, which is the NUL behind the text. */
  const char* sql =
      mmap(NULL, (size_t)facts.st_size + 1, PROT_READ, MAP_PRIVATE, file, 0);
  return strcmp(argv[1], "sqlite") == 0 ? on_sqlite(argv[2], sql)
                                        : on_postgresql(argv[2], sql);
}
