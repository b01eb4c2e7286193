// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/create_database.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "base/backoff.h"
#include "base/errors.h"
#include "base/sql_names.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/handles.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

constexpr std::chrono::milliseconds first_pause{200};
constexpr std::chrono::milliseconds longest_pause{3000};

constexpr std::string_view duplicate_database = "42P04";
constexpr std::string_view unique_violation = "23505";
constexpr std::string_view object_in_use = "55006";

Error cannot_create(const PGconn* connection, const PGresult* failure,
                    const std::string& name, const StopToken& stop) {
  Error error = server_error(connection, failure, stop);
  if (error.code == ErrorCode::cancelled) return error;
  error.message =
      fmt::format("cannot create the database {}: {}", name, error.message);
  if (error.sqlstate == "42501") {
    error.hint =
        "give the role the right to (ALTER ROLE … CREATEDB), or have the "
        "database made by one that has it";
  }
  return error;
}

/// Makes a database, or finds it.
class Creation {
 public:
  Creation(const DatabaseUrl& url, const ConnectOptions& options)
      : url_(url.text()), options_(options), name_(database_of(url_)) {}

  Result<CreatedDatabase> run() {
    const Deadline deadline = deadline_after(options_.patience);
    Backoff backoff(first_pause, longest_pause);
    while (true) {
      auto made = attempt();
      if (!made || *made) return without_optional(std::move(made));
      if (has_passed(deadline)) return *std::move(in_use_);
      if (options_.on_retry) options_.on_retry(in_use_->message);
      backoff.wait(deadline, options_.stop);
      if (options_.stop.stop_requested()) return cancelled();
    }
  }

 private:
  // Absent: whoever is connected to the template is in the way, such as others
  // who do the same through it. So nobody waits while connected.
  using Made = Result<std::optional<CreatedDatabase>>;

  static Result<CreatedDatabase> without_optional(Made made) {
    if (!made) return std::move(made).error();
    return **std::move(made);
  }

  Made attempt() {
    bool answered = false;
    auto server = connect("postgres", &answered);
    if (!server && !answered) return std::move(server).error();
    if (!server) {
      Error first = std::move(server).error();
      server = connect("template1", nullptr);
      if (!server) return found_itself(std::move(first));
    }
    const auto there = is_there(server->get());
    if (!there) return there.error();
    if (*there) return described(server->get(), false);
    return create(server->get());
  }

  Result<ConnectionHandle> connect(const char* database, bool* answered) {
    Insistence insistence = insistence_of(options_);
    insistence.database = database;
    insistence.answered = answered;
    return connect_to(url_, insistence);
  }

  // A pooler may have nothing else, and a role may have no way in anywhere
  // else.
  Made found_itself(Error otherwise) {
    const auto itself = connect_to(url_, {.stop = options_.stop});
    if (itself) return described(itself->get(), false);
    return otherwise;
  }

  Result<bool> is_there(PGconn* connection) const {
    const auto sql = inline_parameters(
        connection,
        {.sql = "SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1",
         .parameters = {name_}});
    if (!sql) return sql.error();
    const auto rows = ask(connection, *sql);
    if (!rows) return rows.error();
    return !rows->empty();
  }

  Made create(PGconn* connection) {
    const ResultHandle failure =
        converse(connection, "CREATE DATABASE " + quoted_name(name_),
                 {.stop = options_.stop}, [](const PGresult*) {});
    if (!failure) return described(connection, true);
    const std::string_view state = field(failure.get(), PG_DIAG_SQLSTATE);
    // Somebody else was faster, and has committed it.
    if (state == duplicate_database || state == unique_violation) {
      return described(connection, false);
    }
    Error error =
        cannot_create(connection, failure.get(), name_, options_.stop);
    if (state != object_in_use) return error;
    in_use_ = std::move(error);
    return std::optional<CreatedDatabase>();
  }

  Made described(const PGconn* connection, bool created) const {
    return std::optional(CreatedDatabase{
        .created = created, .description = description_of(connection, name_)});
  }

  std::string url_;
  const ConnectOptions& options_;
  std::string name_;
  std::optional<Error> in_use_;
};

}  // namespace

Result<CreatedDatabase> create_database(const DatabaseUrl& url,
                                        const ConnectOptions& options) {
  return Creation(url, options).run();
}

}  // namespace godwit::driver::postgresql
