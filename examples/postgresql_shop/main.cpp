// SPDX-License-Identifier: BSL-1.0
//
// A service of which many replicas start at once: it brings its tables up to
// date before it opens, on a connection of Godwit's own that is closed again
// before the application makes its own.
//
//   shop             lists what is in stock
//   shop <product>   sells one, and lists what is left
//
// The database is the one that DATABASE_URL names, as any libpq takes it.

#include <godwit/godwit.h>
#include <libpq-fe.h>
#include <shop_migrations.h>

#include <cstdlib>
#include <iostream>
#include <memory>

namespace {

struct Close {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Database = std::unique_ptr<PGconn, Close>;
using Answer = std::unique_ptr<PGresult, Close>;

/// Of many replicas that start at once, one migrates and the others wait for
/// it; all of them wait for a server that is still starting.
godwit::Result<void> migrate(const char* url) {
  const godwit::RunReport report = godwit::start(url, shop_migrations::all());
  for (const godwit::StepReport& step : report.done) {
    std::cout << "migrated: " << step.name << '\n';
  }
  if (!report.ok()) return *report.error;
  return {};
}

bool sell(PGconn* database, const char* product) {
  const Answer answer(PQexecParams(database,
                                   "INSERT INTO sale (product) VALUES ($1)", 1,
                                   nullptr, &product, nullptr, nullptr, 0));
  return PQresultStatus(answer.get()) == PGRES_COMMAND_OK;
}

bool list_stock(PGconn* database) {
  const Answer answer(
      PQexec(database, "SELECT name, stock FROM product ORDER BY name"));
  for (int row = 0; row < PQntuples(answer.get()); ++row) {
    std::cout << PQgetvalue(answer.get(), row, 0) << ": "
              << PQgetvalue(answer.get(), row, 1) << '\n';
  }
  return PQresultStatus(answer.get()) == PGRES_TUPLES_OK;
}

}  // namespace

int main(int argc, char** argv) {
  const char* url = std::getenv("DATABASE_URL");
  if (url == nullptr || argc > 2) {
    std::cerr << "usage: DATABASE_URL=postgresql://... shop [product]\n";
    return 2;
  }
  if (const auto migrated = migrate(url); !migrated) {
    std::cerr << to_string(migrated.error()) << '\n';
    return 1;
  }
  const Database database(PQconnectdb(url));
  const bool sold = argc == 1 || sell(database.get(), argv[1]);
  if (!sold || !list_stock(database.get())) {
    std::cerr << "error: " << PQerrorMessage(database.get());
    return 1;
  }
  return 0;
}
