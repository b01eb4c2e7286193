// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/advisory_lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>

#include "base/backoff.h"
#include "base/errors.h"
#include "base/sha256.h"
#include "driver/errors.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/exchange.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How long a pooler may take to find a server connection for us.
constexpr milliseconds pooler_patience{5000};

constexpr milliseconds first_pause_for_lock{10};
constexpr milliseconds longest_pause_for_lock{500};

std::string marker_of(std::int64_t key) {
  return fmt::format("/* godwit {:016x} */ ", static_cast<std::uint64_t>(key));
}

Error locked(const std::string& name, std::string_view holder) {
  return make_error(
      ErrorCode::locked,
      fmt::format("the migration lock \"{}\" is held by {}", name, holder),
      "run again when that process is done; if it hangs, end it with SELECT "
      "pg_terminate_backend(its number)");
}

Error pooler_too_small() {
  return make_error(
      ErrorCode::connection_failed,
      "the pooler gave no second connection in time, which the lock needs",
      "raise its pool size to at least 2 (PgBouncer: default_pool_size), or "
      "connect to the server itself");
}

constexpr std::string_view our_database =
    "(SELECT oid FROM pg_catalog.pg_database "
    "WHERE datname = pg_catalog.current_database())";

// Who holds the lock. Of functions and not the views above them, which look
// names up: to learn that there is nobody takes a session 1.4 ms at first, with
// both of these, and by the views 3.1.
std::string holders(std::int64_t key) {
  return fmt::format(
      "pg_catalog.pg_lock_status() AS held WHERE locktype = 'advisory' "
      "AND granted AND objsubid = 1 "
      "AND (classid::bigint << 32) | objid::bigint = {} AND database = {}",
      key, our_database);
}

// Who carries out a statement of a run whose client, and lock, is gone.
std::string workers(std::int64_t key) {
  return fmt::format(
      "pg_catalog.pg_stat_get_activity(NULL) WHERE datid = {} "
      "AND state <> 'idle' AND pid <> pg_catalog.pg_backend_pid() "
      "AND pg_catalog.left(query, {}) = '{}'",
      our_database, marker_of(key).size(), marker_of(key));
}

std::string anybody_query(std::int64_t key) {
  return fmt::format("SELECT FROM {} UNION ALL SELECT FROM {} LIMIT 1",
                     holders(key), workers(key));
}

// Only what the server lets this user see.
std::string holder_query(std::int64_t key) {
  return fmt::format(
      "SELECT pg_catalog.format('process %s (%s)', pid, (SELECT "
      "pg_catalog.concat_ws(', ', nullif(application_name, ''), "
      "'user ' || usename, 'from ' || pg_catalog.host(client_addr), "
      "state || ' since ' || pg_catalog.to_char(state_change AT TIME ZONE "
      "'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC') "
      "FROM pg_catalog.pg_stat_activity AS activity "
      "WHERE activity.pid = held.pid)) FROM {}",
      holders(key));
}

std::string worker_query(std::int64_t key) {
  return fmt::format(
      "SELECT pg_catalog.format('process %s, which still runs a statement of "
      "an earlier run', pid) FROM {}",
      workers(key));
}

std::string holder_of(PGconn* connection, std::int64_t key) {
  const auto found = ask(connection, holder_query(key), soon());
  const bool known = found.ok() && !found->empty() && found->front()[0];
  return known ? *found->front()[0] : "another process";
}

}  // namespace

/// A wait for the lock, which never happens inside the database: a session that
/// waits for an advisory lock holds a snapshot, which CREATE INDEX CONCURRENTLY
/// waits for in turn, and the deadlock leaves an invalid index behind.
struct AdvisoryLock::Wait {
  const std::string& name;
  Deadline deadline;
  Observer& observer;
  const StopToken& stop;
  std::int64_t key = AdvisoryLock::key_of(name);

  using Holder = std::function<std::string()>;

  /// `attempt`: true if the lock is taken. `holder`: who else has it. How long
  /// the last attempt took.
  Result<microseconds> poll(
      const Holder& holder,
      const std::function<Result<bool>()>& attempt) const {
    Backoff backoff(first_pause_for_lock, longest_pause_for_lock);
    for (bool first = true;; first = false) {
      const auto begin = steady_clock::now();
      const Result<bool> taken = attempt();
      if (!taken) return taken.error();
      if (*taken) {
        return std::chrono::duration_cast<microseconds>(steady_clock::now() -
                                                        begin);
      }
      if (stop.stop_requested()) return cancelled();
      const bool last = has_passed(deadline);
      if (last) return locked(name, holder());
      if (first) observer.waiting(holder());
      backoff.wait(deadline, stop);
    }
  }
};

namespace {

using Wait = AdvisoryLock::Wait;

Result<bool> is_true(const Result<Rows>& answer) {
  if (!answer) return answer.error();
  return answer->front()[0] == "t";
}

// A server that does not answer in time is not one that says no. It also tells
// at once whether a statement of an earlier run goes on: of the two branches it
// looks into that one only where the lock is taken.
Result<bool> try_session_lock(PGconn* connection, const Wait& wait,
                              bool& alone) {
  Until until = soon();
  until.stop = wait.stop;
  const auto answer =
      ask(connection,
          fmt::format("SELECT CASE WHEN pg_try_advisory_lock({0}) AND "
                      "pg_try_advisory_lock({0}) THEN NOT EXISTS ({1}) END",
                      wait.key, worker_query(wait.key)),
          until);
  if (!answer) return answer.error();
  const std::optional<std::string>& found = answer->front()[0];
  alone = found == "t";
  return found.has_value();
}

// The transaction stays open for as long as the run takes. It is idle, has no
// snapshot and no number, so it is in nobody's way.
std::string hold_in_transaction(std::int64_t key) {
  return fmt::format(
      "BEGIN ISOLATION LEVEL READ COMMITTED;"
      "SELECT pg_catalog.set_config(name, '0', true) "
      "FROM pg_catalog.pg_settings WHERE name IN "
      "('idle_in_transaction_session_timeout', 'transaction_timeout');"
      "SELECT pg_catalog.pg_try_advisory_xact_lock({})",
      key);
}

void end_transaction(PGconn* holder) {
  static_cast<void>(ask(holder, "ROLLBACK", soon()));
}

// The holder's own connections may fill the pool for as long as its run takes.
Result<bool> try_transaction_lock(PGconn* holder, const Wait& wait) {
  const auto patience =
      std::max(wait.deadline, deadline_after(pooler_patience));
  const auto answer =
      ask_until(holder, hold_in_transaction(wait.key), patience, wait.stop);
  if (!answer) {
    return wait.stop.stop_requested() ? cancelled() : pooler_too_small();
  }
  Result<bool> taken = is_true(*answer);
  // So that the pooler has its connection back while we wait.
  if (taken.ok() && !*taken) end_transaction(holder);
  return taken;
}

// With a pool of one connection the next query would wait for us to end the
// transaction, and we for the query.
Result<void> check_pool(PGconn* connection, PGconn* holder) {
  const Deadline deadline = deadline_after(pooler_patience);
  if (ask_until(connection, "SELECT 1", deadline)) return {};
  end_transaction(holder);
  discard_answer(connection);
  return pooler_too_small();
}

// While the lock is held already, so that no other run begins meanwhile.
Result<void> wait_for_earlier_statement(PGconn* connection, const Wait& wait) {
  std::string worker;
  const auto over = wait.poll(
      [&] { return worker; },
      [&]() -> Result<bool> {
        Until until = soon();
        until.stop = wait.stop;
        const auto found = ask(connection, worker_query(wait.key), until);
        if (!found) return found.error();
        if (found->empty()) return true;
        worker = found->front()[0].value_or("another process");
        return false;
      });
  if (!over) return over.error();
  return {};
}

}  // namespace

Result<AdvisoryLock> AdvisoryLock::take(PGconn* connection, bool pooled,
                                        const std::string& name,
                                        Deadline deadline, Observer& observer,
                                        const StopToken& stop) {
  const Wait wait{name, deadline, observer, stop};
  bool alone = false;
  auto lock = pooled ? take_beside(connection, wait)
                     : take_in_session(connection, wait, alone);
  if (!lock || alone) return lock;
  if (auto over = wait_for_earlier_statement(connection, wait); !over) {
    lock->give_back(connection);
    return std::move(over).error();
  }
  return lock;
}

Result<AdvisoryLock> AdvisoryLock::take_in_session(PGconn* connection,
                                                   const Wait& wait,
                                                   bool& alone) {
  auto taken =
      wait.poll([&] { return holder_of(connection, wait.key); },
                [&] { return try_session_lock(connection, wait, alone); });
  if (!taken) return std::move(taken).error();
  return AdvisoryLock(wait.key, nullptr, *taken);
}

Result<AdvisoryLock> AdvisoryLock::take_beside(PGconn* connection,
                                               const Wait& wait) {
  auto holder = connect_beside(ServerPlace(connection), wait.stop);
  if (!holder) return std::move(holder).error();
  auto taken =
      wait.poll([&] { return holder_of(holder->get(), wait.key); },
                [&] { return try_transaction_lock(holder->get(), wait); });
  if (!taken) return std::move(taken).error();
  if (auto room = check_pool(connection, holder->get()); !room) {
    return std::move(room).error();
  }
  return AdvisoryLock(wait.key, *std::move(holder), *taken);
}

std::int64_t AdvisoryLock::key_of(const std::string& name) {
  const std::string digest = sha256("godwit:" + name);
  return static_cast<std::int64_t>(
      std::stoull(digest.substr(0, 16), nullptr, 16));
}

std::optional<std::int64_t> AdvisoryLock::session_key() const {
  return holder_ ? std::nullopt : std::optional(key_);
}

std::string AdvisoryLock::marker() const {
  return holder_ ? marker_of(key_) : std::string();
}

std::string AdvisoryLock::release() const {
  if (holder_) return {};
  return fmt::format(
      "SELECT pg_catalog.pg_advisory_unlock({0}), "
      "pg_catalog.pg_advisory_unlock({0})",
      key_);
}

Result<std::optional<std::string>> AdvisoryLock::holder(
    PGconn* connection, const std::string& name) {
  const std::int64_t key = key_of(name);
  const auto anybody = ask(connection, anybody_query(key));
  if (!anybody) return anybody.error();
  if (anybody->empty()) return std::optional<std::string>();
  for (const std::string& query : {holder_query(key), worker_query(key)}) {
    const auto found = ask(connection, query);
    if (!found) return found.error();
    if (found->empty()) continue;
    return std::optional(found->front()[0].value_or("another process"));
  }
  return std::optional<std::string>();
}

bool AdvisoryLock::held() const {
  return !holder_ || ask(holder_.get(), "SELECT 1", soon()).ok();
}

void AdvisoryLock::give_back(PGconn* connection) noexcept {
  if (holder_) {
    end_transaction(holder_.get());
  } else {
    static_cast<void>(ask(connection, release(), soon()));
  }
}

}  // namespace godwit::driver::postgresql
