// SPDX-License-Identifier: BSL-1.0
#include <libpq-fe.h>

#include <stdexcept>

#include "application.h"

namespace godwit::driver {

constinit const test::Driver driver_under_test = test::Driver::postgresql;
constinit const Dialect dialect = Dialect::postgresql;

struct Application::Handle {
  PGconn* connection = nullptr;
};

Application::Application(const test::EphemeralDatabase& database)
    : handle_(std::make_unique<Handle>()) {
  handle_->connection = PQconnectdb(database.url().c_str());
  if (PQstatus(handle_->connection) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(handle_->connection));
  }
}

Application::~Application() { PQfinish(handle_->connection); }

Result<Connection> Application::use() {
  return godwit::adopt(handle_->connection);
}

std::string Application::execute(const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(
      PQexec(handle_->connection, sql.c_str()), PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(PQerrorMessage(handle_->connection));
  }
  return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

void Application::begin_in_everybodys_way() {
  execute("BEGIN");
  execute("LOCK TABLE log IN ACCESS EXCLUSIVE MODE");
}

void Application::change_setting() { execute("SET lock_timeout = '4321ms'"); }
std::string Application::setting() { return execute("SHOW lock_timeout"); }

const std::string_view look_at_set_up =
    "SELECT current_setting('lock_timeout')";
const std::string_view change_of_set_up = "SET lock_timeout = '99ms'";
const std::string_view set_up_to = "4321ms";

void set_up(const NativeConnection& connection) {
  PQclear(PQexec(connection.postgresql,
                 "CREATE FUNCTION pg_temp.twice(n integer) RETURNS integer "
                 "LANGUAGE sql AS 'SELECT 2 * n'"));
  PQclear(PQexec(connection.postgresql, "SET lock_timeout = '4321ms'"));
}

void run_natively(Database& database, const std::string& sql) {
  PQclear(PQexec(database.postgresql(), sql.c_str()));
}

std::shared_ptr<void> leave_open(Database& database, const std::string& sql) {
  PQsendQuery(database.postgresql(), sql.c_str());
  return nullptr;
}

}  // namespace godwit::driver
