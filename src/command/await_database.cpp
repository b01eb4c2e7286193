// SPDX-License-Identifier: BSL-1.0
#include "command/await_database.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/backoff.h"
#include "base/deadline.h"
#include "base/errors.h"
#include "driver/connect.h"

namespace godwit::command {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_pause{200};
constexpr milliseconds longest_pause{2000};

Error file_is_not_there(const Connection& connection) {
  return make_error(
      ErrorCode::connection_failed,
      fmt::format("the database is not there: {}", connection.description()),
      "create-database makes it, and so does up");
}

Error not_in_time(Error why, milliseconds limit) {
  why.notes.push_back(fmt::format(
      "waited for {} s", std::chrono::duration<double>(limit).count()));
  return why;
}

// A server that is there but lets nobody in is asked again, too.
Result<Connection> try_to_connect(const DatabaseRequest& request,
                                  ConnectOptions options, Deadline deadline) {
  const auto left = std::chrono::ceil<milliseconds>(
      deadline - std::chrono::steady_clock::now());
  options.patience = std::max(left, milliseconds(0));
  auto connection = driver::connect(request.url, options);
  if (connection && !connection->session().is_there()) {
    return file_is_not_there(*connection);
  }
  return connection;
}

}  // namespace

Result<Connection> await_database(const DatabaseRequest& request,
                                  milliseconds limit) {
  ConnectOptions options = connect_options(request);
  options.read_only = true;
  options.await_server = limit > milliseconds(0);
  const Deadline deadline = deadline_after(limit);
  Backoff backoff(first_pause, longest_pause);
  while (true) {
    auto connection = try_to_connect(request, options, deadline);
    if (connection) return connection;
    Error why = std::move(connection).error();
    if (why.code != ErrorCode::connection_failed) return why;
    if (has_passed(deadline)) return not_in_time(std::move(why), limit);
    if (options.on_retry) options.on_retry(why.message);
    backoff.wait(deadline, options.stop);
    if (options.stop.stop_requested()) return cancelled();
  }
}

Result<driver::CreatedDatabase> create_database(
    const DatabaseRequest& request) {
  return driver::create_database(request.url, connect_options(request));
}

}  // namespace godwit::command
