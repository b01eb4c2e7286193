// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/advisory_lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <random>
#include <string>

#include "base/errors.h"
#include "base/sha256.h"
#include "driver/errors.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/exchange.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// How long a pooler may take to find a server connection for us.
constexpr milliseconds pooler_patience{5000};

// What the clock can still count.
constexpr milliseconds for_ever = std::chrono::years(10);

std::int64_t lock_key(const std::string& name) {
  const std::string digest = sha256("godwit:" + name);
  return static_cast<std::int64_t>(
      std::stoull(digest.substr(0, 16), nullptr, 16));
}

Error locked(const LockRequest& request, std::string_view holder) {
  return make_error(
      ErrorCode::locked,
      fmt::format("the migration lock \"{}\" is held by {}", request.name,
                  holder),
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

// Only what the server lets this user see.
std::string holder_query(std::int64_t key) {
  return fmt::format(
      "SELECT pg_catalog.format('process %s (%s)', held.pid, "
      "pg_catalog.concat_ws(', ', nullif(application_name, ''), "
      "'user ' || usename, 'from ' || pg_catalog.host(client_addr), "
      "state || ' since ' || pg_catalog.to_char(state_change AT TIME ZONE "
      "'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC')) "
      "FROM pg_catalog.pg_locks AS held "
      "LEFT JOIN pg_catalog.pg_stat_activity AS activity USING (pid) "
      "WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
      "AND (classid::bigint << 32) | objid::bigint = {} "
      "AND database = (SELECT oid FROM pg_catalog.pg_database "
      "WHERE datname = pg_catalog.current_database())",
      key);
}

std::string holder_of(PGconn* connection, std::int64_t key) {
  const auto found = ask(connection, holder_query(key));
  const bool known = found.ok() && !found->empty() && found->front()[0];
  return known ? *found->front()[0] : "another process";
}

/// Waits a little longer each time, and not as long as others do.
class Backoff {
 public:
  void wait(steady_clock::time_point deadline, const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_until(lock, stop,
                     std::min(deadline, steady_clock::now() + next()),
                     [] { return false; });
  }

 private:
  milliseconds next() {
    std::uniform_int_distribution<int> jitter(limit_ / 2, limit_);
    const milliseconds duration(jitter(random_));
    limit_ = std::min(limit_ * 2, 500);
    return duration;
  }

  std::minstd_rand random_{std::random_device()()};
  int limit_ = 10;
};

/// A wait for the lock, which never happens inside the database: a session that
/// waits for an advisory lock holds a snapshot, which CREATE INDEX CONCURRENTLY
/// waits for in turn, and the deadlock leaves an invalid index behind.
struct Wait {
  const LockRequest& request;
  Observer& observer;
  const std::stop_token& stop;
  std::int64_t key = lock_key(request.name);
  steady_clock::time_point deadline =
      steady_clock::now() + std::min(request.timeout, for_ever);

  /// `attempt`: true if the lock is taken.
  Result<void> poll(PGconn* connection,
                    const std::function<Result<bool>()>& attempt) const {
    Backoff backoff;
    for (bool first = true;; first = false) {
      const Result<bool> taken = attempt();
      if (!taken) return taken.error();
      if (*taken) return {};
      if (stop.stop_requested()) return cancelled();
      const bool last = steady_clock::now() >= deadline;
      if (last) return locked(request, holder_of(connection, key));
      if (first) observer.waiting(holder_of(connection, key));
      backoff.wait(deadline, stop);
    }
  }
};

Result<bool> is_true(const Result<Rows>& answer) {
  if (!answer) return answer.error();
  return answer->front()[0] == "t";
}

Result<bool> try_session_lock(PGconn* connection, std::int64_t key) {
  return is_true(
      ask(connection,
          fmt::format("SELECT pg_catalog.pg_try_advisory_lock({})", key)));
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

void end_transaction(PGconn* holder) { PQclear(PQexec(holder, "ROLLBACK")); }

// The holder's own connections may fill the pool for as long as its run takes.
Result<bool> try_transaction_lock(PGconn* holder, const Wait& wait) {
  const auto patience =
      std::max(wait.deadline, steady_clock::now() + pooler_patience);
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
  const auto deadline = steady_clock::now() + pooler_patience;
  if (ask_until(connection, "SELECT 1", deadline)) return {};
  end_transaction(holder);
  discard_answer(connection);
  return pooler_too_small();
}

}  // namespace

Result<AdvisoryLock> AdvisoryLock::take(PGconn* connection, bool pooled,
                                        const LockRequest& request,
                                        Observer& observer,
                                        const std::stop_token& stop) {
  const Wait wait{request, observer, stop};
  if (!pooled) {
    auto taken = wait.poll(
        connection, [&] { return try_session_lock(connection, wait.key); });
    if (!taken) return std::move(taken).error();
    return AdvisoryLock(wait.key, nullptr);
  }
  auto holder = connect_beside(connection);
  if (!holder) return std::move(holder).error();
  auto taken = wait.poll(
      holder->get(), [&] { return try_transaction_lock(holder->get(), wait); });
  if (taken) taken = check_pool(connection, holder->get());
  if (!taken) return std::move(taken).error();
  return AdvisoryLock(wait.key, *std::move(holder));
}

bool AdvisoryLock::held() const {
  return !holder_ || ask(holder_.get(), "SELECT 1").ok();
}

void AdvisoryLock::give_back(PGconn* connection) noexcept {
  if (holder_) {
    end_transaction(holder_.get());
  } else {
    PQclear(PQexec(
        connection,
        fmt::format("SELECT pg_catalog.pg_advisory_unlock({})", key_).c_str()));
  }
}

}  // namespace godwit::driver::postgresql
