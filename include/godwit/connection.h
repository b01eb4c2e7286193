// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>
#include <godwit/stop.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct pg_conn;  // libpq's PGconn
struct sqlite3;

namespace godwit {

namespace driver {
class Session;
}

/// A new connection, as the database's own library has it. One of the two is
/// null.
struct NativeConnection {
  ::sqlite3* sqlite = nullptr;
  ::pg_conn* postgresql = nullptr;
};

/// Sets a new connection up, before anything is asked of it: SQL functions,
/// collations, extensions and the key of the application (SQLite), a role and
/// settings of the session (PostgreSQL). What it sets, migrations find, and
/// Godwit puts back after each that changes it. Fails as a connection does.
using OnConnect = std::function<Result<void>(const NativeConnection&)>;

struct ConnectOptions {
  /// Promise not to write. A SQLite file is opened so that the engine refuses
  /// writes, and one that does not exist is not created but looks empty; on
  /// PostgreSQL each query of Godwit runs in a READ ONLY transaction.
  bool read_only = false;
  /// Make a SQLite file that is not there; false: it looks empty, and cannot be
  /// written to.
  bool create = true;
  /// How long to go on trying a server that answers that it is starting or
  /// shutting down. Zero: one attempt. `milliseconds::max()`: no limit.
  std::chrono::milliseconds patience{};
  /// Go on so long also where no server answers yet, or its name is not known
  /// yet. What the server itself refuses, such as a password, fails at once.
  bool await_server = false;
  /// Called before each further attempt, on the thread that connects; `why` the
  /// last one failed. What it throws ends the attempt. Empty: nobody listens.
  std::function<void(std::string_view why)> on_retry = {};
  /// Ends the attempt to connect, which then is `cancelled`.
  StopToken stop = {};
  /// Also where a lost connection is made anew. Empty: nothing is set up.
  OnConnect on_connect = {};
};

/// A connection to one database. Not safe for use by two threads at once; two
/// connections are independent of each other.
class Connection {
 public:
  explicit Connection(std::unique_ptr<driver::Session> session);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  Dialect dialect() const noexcept;
  /// What it is connected to, for people: never holds a password.
  std::string description() const;

  /// For Godwit's own rooms.
  driver::Session& session() noexcept { return *session_; }

 private:
  std::unique_ptr<driver::Session> session_;
};

/// Which dialect a URL leads to, without connecting. Fails with
/// invalid_argument for a scheme that is not known, for quotes, blanks and line
/// ends around the URL, for a plain word and for what would be a file of an odd
/// name.
///
/// SQLite: `sqlite:path`, with `?mode=…`, `?cache=…` or `?immutable=…` behind
/// it, `sqlite::memory:`, `file:path`, a path. PostgreSQL: all that libpq
/// takes,
/// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
/// (`postgresql://…`, `postgres://…`, `key=value …`, service files).
Result<Dialect> dialect_of(std::string_view database_url);

/// Connects to the database that the URL names (libSQL: at the first question).
/// `unsupported`: the program does not link its driver, such as Godwit::libsql.
Result<Connection> connect(std::string_view database_url,
                           const ConnectOptions& options = {});

/// Uses a connection that the application already has, which must stay open
/// while the result lives and must not be inside a transaction. Settings of its
/// session are put back after each run. Not owned. `unsupported` as above.
Result<Connection> adopt(::pg_conn* connection);
Result<Connection> adopt(::sqlite3* connection);

}  // namespace godwit
