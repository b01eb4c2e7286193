// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>
#include <godwit/result.h>
#include <godwit/sql.h>
#include <godwit/stop.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"

namespace godwit::driver {

struct Examination;
struct Observation;
struct TableName;
struct TableSize;
struct WrittenTask;

/// One statement of Godwit's own, with values for `$1`, `$2`, … in that order;
/// absent: NULL. In a record `$elapsed` stands for the time that the task took
/// so far, in whole microseconds; each driver counts it as it can.
struct Query {
  std::string sql = {};
  std::vector<std::optional<std::string>> parameters = {};
  /// As a record: how many rows it must insert, change or delete. With any
  /// other number it fails and what it belongs to is undone. Absent: any.
  std::optional<std::int64_t> affects = {};
  /// PostgreSQL: functions, operators and types are those of pg_catalog,
  /// whatever search_path, role or database say, so that nobody can put his own
  /// in their place; tables must be qualified. False: as the session is set,
  /// for statements that run users' triggers and checks.
  bool pinned = true;
  /// Not of Godwit's own: it fails where it would write, and has no parameters.
  bool reads_only = false;
  /// For `$elapsed`: a SELECT, with the same parameters, of the moment when the
  /// task before was done. A driver that sends many tasks in one message does
  /// not see where each begins. Empty: there is none before.
  std::string done_before = {};
};

/// The rows of a query, as text. Absent: NULL.
using Row = std::vector<std::optional<std::string>>;
using Rows = std::vector<Row>;

/// The same while it is read: its texts end with the call that is given them.
using PassingRow = std::span<const std::optional<std::string_view>>;
using TakeRow = std::function<void(PassingRow)>;

/// What a task runs where it is code and no text. Throws nothing.
using Code = std::function<Result<void>(Database&)>;

/// A script and what is to be recorded with it. The contract between `run` and
/// a driver is a list of these: each driver keeps the promise of one
/// transaction for each (or for all) at the least cost it can.
struct Task {
  /// Need not end in a NUL or a semicolon, and may end in a comment.
  std::string_view sql = {};
  /// A NUL follows `sql`, so that a driver need not copy it.
  bool terminated = false;
  /// True: `sql` and `records.back()` commit together. False: statement by
  /// statement, as `statements` says. Each commits together with its record, or
  /// where the database does not let it, `begun` is recorded before it. Inside
  /// a transaction of the script's own, its COMMIT carries the record.
  bool transactional = true;
  /// Offsets of the statements of `sql`. PostgreSQL tells by them in which
  /// statement of a transactional script a place is; SQLite splits such a
  /// script by its own tail pointer and asks only whether the last one ends in
  /// a semicolon.
  std::span<const StatementRange> statements = {};
  /// Without a transaction only: begin at this statement, after writing
  /// `records[resume_at]` and running again what set up the session.
  std::size_t resume_at = 0;
  /// Without a transaction only: the record of a statement that is about to run
  /// and cannot commit together with its record. `$1` is its text, which the
  /// driver adds in front of the parameters. Empty: it is not recorded.
  std::vector<Query> begun = {};
  /// The statement of which an earlier run recorded that it had begun, and not
  /// that it was done. Empty: none.
  std::string_view in_doubt = {};
  /// Runs instead of `sql`, which is empty then: in one transaction with its
  /// record, or, not transactional, in as many as it commits. It is called
  /// again where its transaction was undone and may succeed.
  Code code = {};
  /// Code without a transaction only: the record of a commit. `$1` is its
  /// checkpoint, which the driver adds in front of the parameters.
  std::vector<Query> committed = {};
  /// The last checkpoint that an earlier run has recorded.
  std::string checkpoint = {};
  /// With a transaction: exactly one element, which completes the script.
  /// Code without one: two, before it has run and when it is complete. A script
  /// without one: one for each number of statements done, so
  /// `statements.size() + 1`, the first one before anything has run and the
  /// last one completing the script. Each element is a list of queries that
  /// belong together.
  std::vector<std::vector<Query>> records = {};

  std::string_view statement(std::size_t index) const {
    const StatementRange range = statements[index];
    return sql.substr(range.begin, range.end - range.begin);
  }
};

/// Where and why a task failed.
struct TaskFailure {
  std::size_t task = 0;
  /// Position in the task's `sql`, in bytes. Absent: not known, so that the
  /// whole of `statement` is meant.
  std::optional<std::size_t> offset = {};
  /// Number of the statement in the script, from 0. Absent: it was not a
  /// statement of the script (a record, the COMMIT, the connection).
  std::optional<std::size_t> statement = {};
  Error error = {};
  /// Nothing of the task was kept, and it may succeed if it begins again.
  bool may_pass = false;
};

/// What became of a list of tasks.
struct Outcome {
  /// Durable are exactly the first `committed` tasks, unless the failure's code
  /// is `connection_lost`: then at least so many.
  std::size_t committed = 0;
  /// Statements of a failed task without a transaction that are done and kept.
  std::size_t statements_kept = 0;
  std::optional<TaskFailure> failure = {};
};

/// What goes on while a task takes long.
struct Tick {
  /// The first of the tasks that are carried out together.
  std::size_t task = 0;
  /// How many these are. With more than one it is not known which of them runs.
  std::size_t tasks = 1;
  /// Since the first of them began.
  std::chrono::microseconds elapsed{};
  /// The statement of the script that is carried out, what records it included,
  /// from 0. Absent: not known.
  std::optional<std::size_t> statement = {};
  /// Who holds what it waits for. Empty: nobody, or it is not known.
  std::string_view holder = {};
};

/// Hears what happens. Called on the caller's thread.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void waiting(std::string_view holder) = 0;
  virtual void started(std::size_t task) = 0;
  /// The task is durable.
  virtual void finished(std::size_t task,
                        std::chrono::microseconds duration) = 0;
  virtual void notice(std::string_view text) = 0;
  /// Code says how far it is; `total` is zero where it does not know.
  virtual void progress(std::size_t /*task*/, std::uint64_t /*done*/,
                        std::uint64_t /*total*/) {}
  /// About once a second. It may come in the middle of a statement, out of the
  /// C code of a database, which no exception can pass.
  virtual void running(const Tick& /*tick*/) noexcept {}
  /// A statement waits for a lock on a table; who holds it.
  virtual void blocked(std::string_view /*holder*/) {}
  /// The task begins again soon; why.
  virtual void retrying(std::size_t /*task*/, std::string_view /*why*/) {}
  /// The connection is made anew; why.
  virtual void reconnecting(std::string_view /*why*/) {}
};

/// Where the waits of a session end.
struct Limits {
  /// For what others hold: the lock of `lock`, a table that is read. All waits
  /// together, counted from when the session is told, and anew from
  /// `reconnect`.
  std::chrono::milliseconds patience = std::chrono::seconds(60);
  /// Of each statement of a task. Zero: none.
  std::chrono::milliseconds statement_timeout{};
  /// Of each wait for a lock on a table. Zero: none.
  std::chrono::milliseconds table_lock_timeout{};
  /// How often a transactional task begins again after a failure that may pass.
  std::size_t retries = 0;
  StopToken stop = {};
  /// Hears of waits outside of `lock` and `run`. Null: nobody does.
  Observer* observer = nullptr;
};

struct LockRequest {
  /// What is locked: the qualified name of a history table.
  std::string name = {};
  /// False: whoever holds it is not waited for, and runs under it do not wait
  /// for others on SQLite.
  bool wait = true;
  /// For `restore`, and not for tasks. Where the database is a file, nobody
  /// else reads or writes it until `unlock`.
  bool exclusive = false;
};

/// A whole database on its way to a file or from one.
struct Transfer {
  std::string file = {};
  StopToken stop = {};
  /// How many bytes are done, and of how many; zero: not known. May be empty.
  std::function<void(std::uint64_t done, std::uint64_t total)> progress = {};
};

/// What a driver knows about the server.
struct ServerFacts {
  /// Such as "15.4" or "3.40.1".
  std::string version = {};
  /// What it is beside its dialect, such as "libsql". Empty: nothing.
  std::string engine = {};
  bool read_only = false;
  /// Why, where it is: "standby", "read-only file", …
  std::string read_only_reason = {};
  /// And what to do about it.
  std::string read_only_hint = {};
  /// Another process sits between us and the server (PgBouncer).
  bool pooled = false;
};

/// A connection to one database. Nothing above may assume that a transaction
/// needs more than one message, or that the database is a local file.
///
/// Call order: `lock`, then any number of `query` and `run`, then `unlock`;
/// `query` is allowed whenever no run is going on. While one is, or a query
/// whose wait an observer hears of, that may ask for `dialect` and
/// `description` alone: `unlock` and `limit` do nothing then, and the others
/// are `invalid_argument`. All drivers pass tests/driver.
class Session {
 public:
  virtual ~Session() = default;

  virtual Dialect dialect() const noexcept = 0;
  /// For people; never holds a password.
  virtual std::string description() const = 0;

  /// From now on, until it is told otherwise. Absent: each query and each lock
  /// may wait for a minute, and statements of tasks as long as they like. What
  /// the observer and the token belong to must outlive the limits.
  virtual void limit(std::optional<Limits> limits) = 0;

  /// One round trip. On a read-only session it cannot write. A statement that
  /// the database refuses is `statement_failed`; use `is_missing_table` to see
  /// whether the reason was that a table or its schema does not exist.
  virtual Result<Rows> query(const Query& query) = 0;
  /// The same, and keeps nothing, which counts where there are thousands of
  /// rows: each is given to `take`, which must not use the session. What fails
  /// may do so behind some of them.
  virtual Result<void> read(const Query& query, const TakeRow& take);
  virtual bool is_missing_table(const Error& error) const = 0;

  virtual Result<ServerFacts> facts() = 0;

  /// Who holds the lock of this name, such as "process 17 (user app)", without
  /// taking it or waiting for it. Absent: nobody.
  virtual Result<std::optional<std::string>> lock_holder(
      const std::string& name) = 0;

  /// Held until `unlock`, between transactions too. Never blocks inside the
  /// database: polls as long as the patience of the limits lasts. `locked`
  /// after it, naming the holder; `read_only` where writing is not possible.
  /// A lock that the session has is given back first, whatever its name.
  virtual Result<void> lock(const LockRequest& request, Observer& observer,
                            const StopToken& stop) = 0;
  /// Gives the lock back and restores the session's own settings. Safe to call
  /// without a lock.
  virtual void unlock() noexcept = 0;

  /// Runs the tasks in order, up to the first failure; none is none done.
  /// Without the lock it fails with `invalid_argument` and does nothing.
  /// Session settings that a task leaves changed are reset before the next. In
  /// `batch` mode either all tasks are kept or none, and if one of them is
  /// without a transaction, that one fails with `invalid_argument` before any
  /// begins.
  virtual Outcome run(std::span<const Task> tasks, TransactionMode mode,
                      Observer& observer, const StopToken& stop) = 0;

  /// Writes the database, as it is at one moment, into a new file. Fails with
  /// `io` where there is one. The file has its name only once it is whole and
  /// durable; where it fails, or is cancelled, nothing is left.
  virtual Result<void> back_up(const Transfer& to);
  /// Puts what `back_up` wrote in the place of all that the database has: all
  /// or nothing, also where the process is killed. Under an exclusive `lock`.
  /// `damaged` where the file is not whole, before anything is touched.
  virtual Result<void> restore(const Transfer& from);
  /// Statements that make an empty database what this one is, rows included, in
  /// a transaction; `without`: tables that are left out. Fails with
  /// `unsupported` where something cannot be said so.
  virtual Result<std::vector<std::string>> dump(
      std::span<const TableName> without, const StopToken& stop);
  /// False: a stand-in for a file that is not there.
  virtual bool is_there() const { return true; }
  /// The file that the database is. Empty: it is none of its own.
  virtual std::string file() const { return {}; }

  /// How many rows tables have, in the same order. Reads only, and takes no
  /// longer where tables are large.
  virtual Result<std::vector<TableSize>> sizes(
      std::span<const TableName> tables);
  /// What of the server, the database and this user is worth knowing before
  /// something is migrated. Reads only; what cannot be looked at is among it.
  virtual std::vector<Observation> examine(const Examination& about);
  /// What `run` would do with the tasks, as text for the command line tool of
  /// the database. Fails with `unsupported` where it cannot be written.
  virtual Result<std::string> write_script(std::span<const WrittenTask> tasks,
                                           const std::string& lock,
                                           TransactionMode mode);

  /// After `connection_lost`: connects again, to a server that restarts within
  /// the patience of the limits. `invalid_argument` for connections that the
  /// application owns. The lock must be taken anew.
  virtual Result<void> reconnect() = 0;
};

}  // namespace godwit::driver
