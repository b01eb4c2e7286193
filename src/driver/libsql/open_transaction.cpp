// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/open_transaction.h"

#include <utility>

#include "base/errors.h"
#include "driver/libsql/server_error.h"

namespace godwit::driver::libsql {

Result<void> OpenTransaction::send(const Message& message, bool commits) {
  auto sent = message.send(stream_, state_.waiting_to_keep());
  if (sent) {
    if (*sent) return (*sent)->error;
    return {};
  }
  // The server undoes what it has not committed when nobody waits any more.
  if (!commits || sent.error().code == ErrorCode::connection_lost) {
    return std::move(sent).error();
  }
  const auto kept = state_.was_kept();
  if (!kept) return kept.error();
  return *kept ? Result<void>() : std::move(sent).error();
}

Result<void> OpenTransaction::begin() {
  Message message;
  message.switch_keys_off();
  message.open(state_.next_fence());
  return send(message, false);
}

Result<OpenTransaction::Executed> OpenTransaction::execute(
    hrana::Statement statement, const Waiting& waiting) {
  auto answers =
      stream_.ask({std::move(statement), hrana::GetAutocommit()}, waiting);
  if (!answers) return std::move(answers).error();
  Executed executed{.failure = std::move(answers->front().failure),
                    .ended = answers->back().yes};
  if (!executed.failure) {
    executed.done = *std::move(answers->front().steps.front().done);
  }
  return executed;
}

Result<void> OpenTransaction::write(std::size_t task,
                                    const std::vector<Query>& records) {
  Message message;
  message.records(task, records, state_.lease());
  return message.size() == 0 ? Result<void>() : send(message, false);
}

Result<void> OpenTransaction::keep(std::size_t task,
                                   const std::vector<Query>& records) {
  Message message;
  message.records(task, records, state_.lease());
  message.close();
  return send(message, true);
}

Result<void> OpenTransaction::commit() { return keep(0, {}); }

void OpenTransaction::roll_back() {
  static_cast<void>(
      execute({.sql = "ROLLBACK"},
              {.deadline = deadline_after(std::chrono::seconds(5))}));
}

Rows OpenTransaction::rows(const Query& query) {
  hrana::Statement statement = own_statement(query);
  statement.wants_rows = true;
  const auto executed = execute(std::move(statement), state_.waiting());
  Rows rows;
  if (!executed) return rows;
  for (const auto& values : executed->done.rows) {
    Row& row = rows.emplace_back();
    for (const auto& value : values) row.push_back(hrana::text_of(value));
  }
  return rows;
}

}  // namespace godwit::driver::libsql
