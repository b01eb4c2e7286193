/* SPDX-License-Identifier: BSL-1.0
 *
 * The least that a program has to do to learn that nothing is pending: it
 * connects and reads one row. */
#include <libpq-fe.h>
#include <stdio.h>

int main(int argc, char** argv) {
  if (argc != 3) {
    fputs("usage: floor_connect <conninfo> <query>\n", stderr);
    return 2;
  }
  PGconn* connection = PQconnectdb(argv[1]);
  PGresult* result = PQexec(connection, argv[2]);
  const int rows = PQntuples(result);
  if (rows != 1) fputs(PQerrorMessage(connection), stderr);
  PQclear(result);
  PQfinish(connection);
  return rows == 1 ? 0 : 1;
}
