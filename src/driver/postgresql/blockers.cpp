// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/blockers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/backoff.h"
#include "base/stop_callback.h"
#include "driver/postgresql/connect.h"
#include "driver/postgresql/exchange.h"

namespace godwit::driver::postgresql {
namespace {

using std::chrono::milliseconds;

// Most statements are over sooner.
constexpr milliseconds patience{1000};

// A query of somebody else may hold a password, which the server's log does not
// hide either; it is not shown then.
std::string holders_query(int process) {
  return fmt::format(
      "SELECT string_agg(format('process %s (%s)', pid, concat_ws(', ', "
      "nullif(application_name, ''), 'user ' || usename, "
      "'from ' || host(client_addr), state || ' for ' || "
      "extract(epoch FROM clock_timestamp() - coalesce(CASE WHEN state = "
      "'active' THEN query_start ELSE state_change END, backend_start))"
      "::bigint || ' s', 'transaction open for ' || extract(epoch FROM "
      "clock_timestamp() - xact_start)::bigint || ' s', "
      "CASE WHEN query ILIKE '%password%' THEN NULL ELSE 'query: ' || "
      "nullif(left(regexp_replace(query, '\\s+', ' ', 'g'), 80), '') END)), "
      "'; ' ORDER BY backend_start) FROM pg_stat_activity "
      "WHERE pid = ANY (pg_blocking_pids({}))",
      process);
}

std::string holders(PGconn* beside, int process, const StopToken& stop) {
  const auto rows =
      ask(beside, holders_query(process),
          {.deadline = soon().deadline, .stop = stop, .meanwhile = {}});
  return rows && !rows->empty() ? rows->front()[0].value_or("") : "";
}

}  // namespace

Blockers::Blockers(PGconn* connection, milliseconds table_lock_timeout)
    : connection_(connection),
      first_after_(table_lock_timeout.count() > 0
                       ? std::min(table_lock_timeout / 2, patience)
                       : patience) {}

void Blockers::look(milliseconds running,
                    const std::function<void(std::string_view)>& tell) {
  if (running < first_after_) return forget();
  if (!thread_.joinable()) start();
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
    now_ = found_;
  }
  changed_.notify_all();
  // How long somebody has been at it changes all the time.
  const auto process = [](std::string_view text) {
    return text.substr(0, text.find('('));
  };
  const bool is_new = !now_.empty() && process(now_) != process(told_);
  if (!now_.empty()) told_ = now_;
  if (is_new) tell(told_);
}

// What was found out about the statement before, and only now, too.
void Blockers::forget() {
  told_.clear();
  now_.clear();
  const std::lock_guard lock(mutex_);
  found_.clear();
}

// What is asked of the connection is asked here, since it is in use.
void Blockers::start() {
  thread_ = BackgroundThread(
      [this, process = PQbackendPID(connection_),
       again_after = first_after_ / 2,
       place = ServerPlace(connection_)](const StopToken& stop) {
        const StopCallback wake(stop, [this] {
          const std::lock_guard lock(mutex_);
          changed_.notify_all();
        });
        const auto beside = connect_beside(place, stop);
        if (!beside) return;
        // Everything that is asked means what it says.
        const auto set = ask(beside->get(), "SET search_path = pg_catalog",
                             {.deadline = soon().deadline, .stop = stop});
        while (set && !stop.stop_requested()) {
          std::string now = holders(beside->get(), process, stop);
          std::unique_lock lock(mutex_);
          found_ = std::exchange(now, {});
          wanted_ = false;
          changed_.wait(lock, [&] { return wanted_ || stop.stop_requested(); });
          lock.unlock();
          sleep_until(deadline_after(again_after), stop);
        }
      });
}

}  // namespace godwit::driver::postgresql
