// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/scratch_database.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/random_name.h"
#include "base/sql_names.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/handles.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

Error cannot_create(const PGconn* connection, const PGresult* failure,
                    const StopToken& stop) {
  Error error = server_error(connection, failure, stop);
  if (error.code == ErrorCode::cancelled) return error;
  error.message = fmt::format(
      "cannot create a scratch database on this server: {}", error.message);
  error.hint =
      "give the role the right to (ALTER ROLE … CREATEDB), or name an empty "
      "database with ReplayRequest::scratch";
  return error;
}

// In single quotes a backslash stands before what ends or escapes.
std::string setting(const std::string& keyword, const std::string& value) {
  std::string text = keyword + "='";
  for (const char c : value) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "'";
}

// In the words of libpq.
std::string url_of_database(const ServerPlace& place, const std::string& name) {
  std::string text;
  for (const auto& [keyword, value] : place.parameters()) {
    if (keyword == "dbname" || value.empty()) continue;
    text += setting(keyword, value) + ' ';
  }
  return text + setting("dbname", name);
}

class DroppedDatabase final : public ScratchDatabase {
 public:
  DroppedDatabase(ConnectionHandle server, std::string name)
      : server_(std::move(server)),
        place_(server_.get()),
        name_(std::move(name)) {}

  ~DroppedDatabase() override {
    if (drop(server_.get())) return;
    // The connection may have been lost meanwhile.
    const auto again = connect_beside(place_, {});
    if (again) drop(again->get());
  }

  DroppedDatabase(const DroppedDatabase&) = delete;
  DroppedDatabase& operator=(const DroppedDatabase&) = delete;

  std::string url() const override { return url_of_database(place_, name_); }

 private:
  // WITH (FORCE) is younger than some servers.
  bool drop(PGconn* connection) const {
    if (PQserverVersion(connection) < 130000) {
      return succeeds(connection, "DROP DATABASE IF EXISTS {}");
    }
    return succeeds(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)");
  }

  bool succeeds(PGconn* connection, fmt::format_string<std::string> sql) const {
    const ResultHandle result(
        PQexec(connection, fmt::format(sql, std::string(name_)).c_str()));
    return PQresultStatus(result.get()) == PGRES_COMMAND_OK;
  }

  ConnectionHandle server_;
  ServerPlace place_;
  std::string name_;
};

}  // namespace

Result<std::unique_ptr<ScratchDatabase>> create_beside(
    const DatabaseUrl& url, const ConnectOptions& options, bool copy) {
  auto server = connect_to(url.text(), {.stop = options.stop});
  if (!server) return std::move(server).error();
  std::string original;
  if (copy) {
    original = " TEMPLATE " + quoted_name(PQdb(server->get()));
    const std::string elsewhere =
        url_of_database(ServerPlace(server->get()), "postgres");
    server->reset();
    server = connect_to(elsewhere, {.stop = options.stop});
    if (!server) return std::move(server).error();
  }
  const std::string name = "godwit_scratch_" + random_name();
  const ResultHandle failure = converse(
      server->get(), fmt::format("CREATE DATABASE {}{}", name, original),
      {.stop = options.stop}, [](const PGresult*) {});
  if (failure) {
    return cannot_create(server->get(), failure.get(), options.stop);
  }
  return std::unique_ptr<ScratchDatabase>(
      std::make_unique<DroppedDatabase>(*std::move(server), name));
}

}  // namespace godwit::driver::postgresql
