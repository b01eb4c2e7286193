// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/deadline.h"
#include "base/errors.h"
#include "base/number.h"
#include "base/platform.h"
#include "base/sql_names.h"
#include "base/utf8.h"
#include "driver/console/doors.h"
#include "driver/console/statement_checks.h"
#include "driver/errors.h"
#include "driver/limits.h"
#include "driver/postgresql/canceller.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/exchange.h"
#include "driver/postgresql/guard.h"
#include "driver/postgresql/handles.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::console {
namespace {

namespace pg = driver::postgresql;
using std::chrono::milliseconds;

// How long a server may take to answer that it was asked to cancel.
constexpr std::chrono::seconds patience_after_cancel{5};
// What others hold is not waited for longer.
constexpr std::string_view lock_timeout = "2s";

Error in_doubt(const Error& lost) {
  return make_error(
      ErrorCode::commit_in_doubt,
      "the connection broke during the COMMIT, so that nobody knows here "
      "whether it was kept: " +
          lost.message,
      "look at the rows before you try again");
}

Error nul_in_text() {
  return make_error(ErrorCode::statement_failed,
                    "PostgreSQL has no text with a NUL in it",
                    "leave it out, or keep bytes in a bytea");
}

// A superuser lacks no right of his own, so that no GRANT helps.
std::string refused_to_reader(std::string_view user) {
  return fmt::format(
      "what only reads runs as pg_read_all_data here, and not as {}: that role "
      "reads all tables, and neither writes nor gets at anything else; switch "
      "writing on to run it as {}",
      quoted_name(user), quoted_name(user));
}

// libpq would take it for the end.
bool has_nul_in_text(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const Value& value) {
    return value && !value->is_bytes() &&
           value->text.find('\0') != std::string::npos;
  });
}

/// Values as libpq takes them: texts, which the server reads as the type that
/// it finds for each, and bytes.
class ParameterList {
 public:
  explicit ParameterList(const Values& values) {
    for (const Value& value : values) {
      const bool bytes = value && value->is_bytes();
      types_.push_back(bytes ? pg::bytea : 0);
      formats_.push_back(bytes ? 1 : 0);
      pointers_.push_back(value ? value->text.c_str() : nullptr);
      sizes_.push_back(value ? static_cast<int>(value->text.size()) : 0);
    }
  }

  /// The extended protocol, which takes one statement in a message, whatever
  /// that says.
  bool send(PGconn* connection, const std::string& sql) const {
    return PQsendQueryParams(connection, sql.c_str(),
                             static_cast<int>(pointers_.size()), types_.data(),
                             pointers_.data(), sizes_.data(), formats_.data(),
                             /*resultFormat=*/0) != 0 &&
           PQsetSingleRowMode(connection) != 0;
  }

 private:
  std::vector<Oid> types_;
  std::vector<const char*> pointers_;
  std::vector<int> sizes_;
  std::vector<int> formats_;
};

Value value_at(const PGresult* result, int column) {
  if (PQgetisnull(result, 0, column) != 0) return {};
  const char* text = PQgetvalue(result, 0, column);
  const auto size = static_cast<std::size_t>(PQgetlength(result, 0, column));
  if (PQftype(result, column) != pg::bytea) return Cell{{text, size}};
  std::size_t count = 0;
  const auto* data = reinterpret_cast<const unsigned char*>(text);
  unsigned char* bytes = PQunescapeBytea(data, &count);
  Cell cell{{reinterpret_cast<const char*>(bytes), count}, Cell::Kind::bytes};
  PQfreemem(bytes);
  return cell;
}

Values row_of(const PGresult* result) {
  Values row;
  for (int i = 0; i < PQnfields(result); ++i) {
    row.push_back(value_at(result, i));
  }
  return row;
}

std::vector<std::string> names_of(const PGresult* result) {
  std::vector<std::string> names;
  for (int i = 0; i < PQnfields(result); ++i) {
    names.emplace_back(PQfname(result, i));
  }
  return names;
}

// As one query of the names of all types.
std::string names_of_types(const PGresult* result) {
  std::string sql = "SELECT ";
  for (int i = 0; i < PQnfields(result); ++i) {
    sql += fmt::format("{}pg_catalog.format_type({}, {})", i == 0 ? "" : ", ",
                       PQftype(result, i), PQfmod(result, i));
  }
  return sql;
}

// The server names the parameter that it cannot read in the context.
std::optional<std::size_t> parameter_of(const PGresult* failure) {
  constexpr std::string_view before = "unnamed portal parameter $";
  std::string_view context = pg::field(failure, PG_DIAG_CONTEXT);
  const std::size_t found = context.find(before);
  if (found == context.npos) return {};
  context.remove_prefix(found + before.size());
  const std::size_t end = context.find_first_not_of("0123456789");
  return parse_number<std::size_t>(context.substr(0, end));
}

Spot spot_of(const PGresult* failure, const std::string& sql) {
  Spot spot{
      .column = std::string(pg::field(failure, PG_DIAG_COLUMN_NAME)),
      .constraint = std::string(pg::field(failure, PG_DIAG_CONSTRAINT_NAME)),
      .parameter = parameter_of(failure)};
  const auto place =
      parse_number<std::size_t>(pg::field(failure, PG_DIAG_STATEMENT_POSITION));
  if (place && *place > 0) spot.offset = byte_offset(sql, *place - 1);
  return spot;
}

class PostgresqlConsole final : public Console {
 public:
  PostgresqlConsole(pg::ConnectionHandle connection, const Opening& opening)
      : connection_(std::move(connection)), opening_(opening) {
    PQsetNoticeReceiver(connection_.get(), keep_notice, this);
  }

  /// Who we are.
  Result<void> look();

  Dialect dialect() const noexcept override { return Dialect::postgresql; }
  Result<Done> carry_out(const Statement& statement,
                         const Receiver& receiver) override;
  Result<void> commit() override;

 private:
  /// One statement on its way.
  struct Exchange {
    const Statement& statement;
    const Receiver& receiver;
    pg::Canceller canceller;
    Deadline deadline = no_deadline;
    Deadline give_up = no_deadline;
    bool named = false;
    bool late = false;
    Done done = {};
    std::string types = {};
    pg::ResultHandle failure = {};
  };

  static void keep_notice(void* self, const PGresult* notice);
  bool writes() const { return opening_.access == Access::writing; }
  Result<void> check(const std::string& sql) const;
  Result<void> begin(bool pinned);
  std::string beginning(bool pinned) const;
  void roll_back();
  Result<Done> exchange(const Statement& statement, const Receiver& receiver);
  pg::ResultHandle next(Exchange& one);
  void press(Exchange& one);
  void take(Exchange& one, pg::ResultHandle result);
  void take_row(Exchange& one, const PGresult* result);
  Error error_of(const Exchange& one);
  void name_types(Done& done, const std::string& sql);

  pg::ConnectionHandle connection_;
  Opening opening_;
  /// Anything else than a role that reads all could reach files and programs.
  bool reads_as_another_ = false;
  bool open_ = false;
};

void PostgresqlConsole::keep_notice(void* self, const PGresult* notice) {
  static_cast<PostgresqlConsole*>(self)->notices_.push_back(
      fmt::format("{}: {}", pg::field(notice, PG_DIAG_SEVERITY),
                  pg::field(notice, PG_DIAG_MESSAGE_PRIMARY)));
}

Result<void> PostgresqlConsole::look() {
  if (opening_.access != Access::reading_anything) return {};
  auto rows = pg::ask(connection_.get(),
                      "SELECT rolsuper AND EXISTS (SELECT FROM "
                      "pg_catalog.pg_roles WHERE rolname = 'pg_read_all_data') "
                      "FROM pg_catalog.pg_roles WHERE rolname = current_user");
  if (!rows) return std::move(rows).error();
  reads_as_another_ = !rows->empty() && rows->front().front() == "t";
  return {};
}

Result<void> PostgresqlConsole::check(const std::string& sql) const {
  switch (opening_.access) {
    case Access::reading:
      return {};
    case Access::reading_anything:
      return check_reads(sql, Dialect::postgresql);
    case Access::writing:
      return check_keeps_transaction(sql, Dialect::postgresql);
  }
  return {};
}

// After a query a transaction cannot be made one that writes any more.
std::string PostgresqlConsole::beginning(bool pinned) const {
  std::string sql = fmt::format(
      "BEGIN {}; SET LOCAL statement_timeout TO {}; "
      "SET LOCAL lock_timeout TO '{}'; "
      "SET LOCAL idle_in_transaction_session_timeout TO '1min'; "
      "SET LOCAL DateStyle TO ISO; SET LOCAL IntervalStyle TO postgres; "
      "SET LOCAL bytea_output TO hex; SET LOCAL extra_float_digits TO 1; "
      "SELECT 1",
      writes() ? "READ WRITE" : "READ ONLY",
      driver::countable(opening_.timeout), lock_timeout);
  if (pinned && !writes()) sql += fmt::format("; {}", pg::Guard::pin);
  if (reads_as_another_) {
    // Where that would show fewer rows without a word, it is an error.
    sql += "; SET LOCAL row_security TO off; SET LOCAL ROLE pg_read_all_data";
  }
  return sql;
}

Result<void> PostgresqlConsole::begin(bool pinned) {
  if (open_) return {};
  auto begun = pg::ask_unpinned(connection_.get(), beginning(pinned),
                                {.stop = opening_.stop});
  if (!begun) return std::move(begun).error();
  open_ = true;
  return {};
}

void PostgresqlConsole::roll_back() {
  if (!std::exchange(open_, false)) return;
  static_cast<void>(pg::ask_unpinned(connection_.get(), "ROLLBACK"));
}

Result<Done> PostgresqlConsole::carry_out(const Statement& statement,
                                          const Receiver& receiver) {
  spot_ = {};
  if (auto may = check(statement.sql); !may) return std::move(may).error();
  if (has_nul_in_text(statement.parameters)) return nul_in_text();
  if (auto begun = begin(statement.pinned); !begun)
    return std::move(begun).error();
  auto done = exchange(statement, receiver);
  if (!writes()) roll_back();
  if (done && !done->types.empty()) {
    name_types(*done, std::exchange(done->types, {}).front());
  }
  return done;
}

Result<Done> PostgresqlConsole::exchange(const Statement& statement,
                                         const Receiver& receiver) {
  Exchange one{statement, receiver, pg::Canceller(connection_.get())};
  if (opening_.timeout.count() > 0) {
    one.deadline = deadline_after(opening_.timeout);
  }
  if (!ParameterList(statement.parameters)
           .send(connection_.get(), statement.sql)) {
    one.failure.reset(
        PQmakeEmptyPGresult(connection_.get(), PGRES_FATAL_ERROR));
    return error_of(one);
  }
  while (auto result = next(one)) take(one, std::move(result));
  if (one.failure) return error_of(one);
  if (opening_.wants_types && !one.types.empty()) {
    one.done.types.push_back(std::move(one.types));
  }
  return std::move(one.done);
}

pg::ResultHandle PostgresqlConsole::next(Exchange& one) {
  while (PQisBusy(connection_.get()) != 0) {
    one.late = one.late || has_passed(one.deadline);
    if (one.late || opening_.stop.stop_requested()) press(one);
    wait_for_input(PQsocket(connection_.get()), hearing_interval);
    if (PQconsumeInput(connection_.get()) == 0) break;
  }
  return pg::ResultHandle(PQgetResult(connection_.get()));
}

// A connection that was shut down answers at once that it is lost.
void PostgresqlConsole::press(Exchange& one) {
  if (one.give_up == no_deadline) {
    one.give_up = deadline_after(patience_after_cancel);
  }
  if (has_passed(one.give_up)) return shut_down(PQsocket(connection_.get()));
  one.canceller.ask();
}

void PostgresqlConsole::take(Exchange& one, pg::ResultHandle result) {
  if (pg::is_failure(result.get())) {
    // Of what was cancelled because there was enough nobody needs to know.
    if (!one.failure && !(one.done.more && !writes())) {
      one.failure = std::move(result);
    }
    return;
  }
  if (!one.named && PQnfields(result.get()) > 0) {
    one.named = true;
    one.types = names_of_types(result.get());
    if (one.receiver.columns) one.receiver.columns(names_of(result.get()));
  }
  if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) {
    return take_row(one, result.get());
  }
  one.done.command = PQcmdStatus(result.get());
  const bool reads = one.done.command.starts_with("SELECT");
  const std::string_view changed = reads ? "" : PQcmdTuples(result.get());
  one.done.changed = parse_number<std::int64_t>(changed).value_or(0);
}

void PostgresqlConsole::take_row(Exchange& one, const PGresult* result) {
  if (one.done.more) return;
  if (!one.receiver.row || one.receiver.row(row_of(result))) return;
  one.done.more = true;
  // A transaction that is to be kept must not be cancelled in.
  if (!writes()) one.canceller.ask();
}

Error PostgresqlConsole::error_of(const Exchange& one) {
  spot_ = spot_of(one.failure.get(), one.statement.sql);
  Error error =
      pg::server_error(connection_.get(), one.failure.get(), opening_.stop);
  if (reads_as_another_ && error.sqlstate == "42501") {
    error.hint = refused_to_reader(PQuser(connection_.get()));
  }
  const bool ended = error.sqlstate == "57014";
  if (!ended || error.code == ErrorCode::cancelled) return error;
  return driver::timed_out(opening_.timeout);
}

void PostgresqlConsole::name_types(Done& done, const std::string& sql) {
  const auto names = pg::ask_unpinned(connection_.get(), sql);
  if (!names || names->empty()) return;
  for (const auto& name : names->front()) {
    done.types.push_back(name.value_or(""));
  }
}

Result<void> PostgresqlConsole::commit() {
  if (!std::exchange(open_, false)) return {};
  spot_ = {};
  const pg::ResultHandle result(PQexec(connection_.get(), "COMMIT"));
  if (!pg::is_failure(result.get())) return {};
  spot_ = spot_of(result.get(), "COMMIT");
  const Error error = pg::server_error(connection_.get(), result.get());
  return error.code == ErrorCode::connection_lost ? in_doubt(error) : error;
}

}  // namespace

Opened open_postgresql(const driver::DatabaseUrl& url, const Opening& opening) {
  auto connection = pg::connect_to(url.text(), {.stop = opening.stop});
  if (!connection) return std::move(connection).error();
  if (opening.on_connect) {
    auto set_up = opening.on_connect({.postgresql = connection->get()});
    if (!set_up) return driver::not_set_up(std::move(set_up).error());
  }
  auto console =
      std::make_unique<PostgresqlConsole>(*std::move(connection), opening);
  if (auto looked = console->look(); !looked) return std::move(looked).error();
  return std::unique_ptr<Console>(std::move(console));
}

}  // namespace godwit::driver::console
