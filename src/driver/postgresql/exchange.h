// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/database.h>
#include <godwit/result.h>
#include <godwit/stop.h>

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/deadline.h"
#include "driver/postgresql/handles.h"
#include "driver/postgresql/script_message.h"
#include "driver/session.h"

namespace godwit::driver::postgresql {

/// The query with its parameters written as literals, for messages that hold
/// several statements. For SQL of our own: `$1` is replaced wherever it stands
/// outside of quotes. Fails where a value cannot be text of the connection.
/// `elapsed`: of the task, when the message is sent; the server counts on.
Result<std::string> inline_parameters(PGconn* connection, const Query& query,
                                      std::chrono::microseconds elapsed = {});

/// The query as PREPARE takes it: `$1` stays, `$elapsed` does not.
std::string with_parameters(const Query& query);

/// Values as literals, with commas between them. Fails as inline_parameters().
Result<std::string> literals(
    PGconn* connection, std::span<const std::optional<std::string>> values);

/// Until when to wait for the server. It is asked to cancel then and, where it
/// answers neither, the connection is taken for lost some seconds later.
struct Until {
  Deadline deadline = no_deadline;
  StopToken stop = {};
  /// Hears now and then, while it takes long, for how long. May be empty.
  std::function<void(std::chrono::milliseconds)> meanwhile = {};
  /// Called between the calls of libpq. May be empty.
  std::function<void()> between = {};
};

/// Time enough for an answer that needs no lock.
Until soon();

/// One message of our own, pinned as Guard::pin says; the rows of its last
/// statement. `cancelled` and `timed_out` where the wait ended.
Result<Rows> ask(PGconn* connection, const std::string& sql,
                 const Until& until = soon());

/// The same with names as the session finds them.
Result<Rows> ask_unpinned(PGconn* connection, const std::string& sql,
                          const Until& until = soon());

/// The same, and keeps nothing: each row is handed over.
Result<void> read(PGconn* connection, const std::string& sql,
                  const TakeRow& take, const Until& until);
Result<void> read_unpinned(PGconn* connection, const std::string& sql,
                           const TakeRow& take, const Until& until);

/// The same, giving up at a deadline or when a stop is requested: the answer is
/// still to come then, and has to be taken by `discard_answer` before the next
/// message. Absent: no answer in time.
std::optional<Result<Rows>> ask_until(
    PGconn* connection, const std::string& sql,
    std::chrono::steady_clock::time_point deadline, const StopToken& stop = {});
void discard_answer(PGconn* connection);

/// bytea, https://www.postgresql.org/docs/current/catalog-pg-type.html.
inline constexpr Oid bytea = 17;

bool is_failure(const PGresult* result);

/// Hears of each statement that the server has completed, without its rows.
using OnCompleted = std::function<void(const PGresult*)>;

/// One message of anybody's statements. Rows and copied data are thrown away.
/// Returns the failure; null if there is none.
ResultHandle converse(PGconn* connection, const std::string& message,
                      const Until& until, const OnCompleted& on_completed);

/// One statement of anybody's, with values for `$1`, `$2`, …; its rows, or its
/// failure.
ResultHandle converse(PGconn* connection, const std::string& statement,
                      std::span<const Value> values, const Until& until);

/// All pieces of a message, up to the first failure.
ResultHandle converse(PGconn* connection, const ScriptMessage& message,
                      const Until& until, MessageProgress& progress);

}  // namespace godwit::driver::postgresql
