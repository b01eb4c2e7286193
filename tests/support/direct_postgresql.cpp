// SPDX-License-Identifier: BSL-1.0
#include "support/direct_postgresql.h"

#include <libpq-fe.h>

#include <cstddef>
#include <memory>
#include <stdexcept>

namespace godwit::test {
namespace {

struct Close {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, Close>;
using Answer = std::unique_ptr<PGresult, Close>;

Connection connect(const std::string& conninfo) {
  Connection connection(PQconnectdb(conninfo.c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
  return connection;
}

Answer ask(PGconn* connection, std::string_view sql) {
  Answer answer(PQexec(connection, std::string(sql).c_str()));
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
    throw std::runtime_error(PQerrorMessage(connection));
  }
  return answer;
}

std::vector<std::string> row(const PGresult* answer, int number) {
  std::vector<std::string> values;
  for (int column = 0; column < PQnfields(answer); ++column) {
    const bool null = PQgetisnull(answer, number, column) != 0;
    values.emplace_back(null ? "NULL" : PQgetvalue(answer, number, column));
  }
  return values;
}

}  // namespace

std::vector<std::vector<std::string>> postgresql_rows(
    const std::string& conninfo, std::string_view sql) {
  const Connection connection = connect(conninfo);
  const Answer answer = ask(connection.get(), sql);
  std::vector<std::vector<std::string>> found(
      static_cast<std::size_t>(PQntuples(answer.get())));
  for (std::size_t number = 0; number < found.size(); ++number) {
    found[number] = row(answer.get(), static_cast<int>(number));
  }
  return found;
}

}  // namespace godwit::test
