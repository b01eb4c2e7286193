// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/message_failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

constexpr std::string_view outside =
    "mark the script with \"-- godwit: no-transaction\"";

Error transaction_ended() {
  return make_error(
      ErrorCode::transaction_ended,
      "the script ends the transaction that it runs in",
      fmt::format("remove its COMMIT or ROLLBACK, or {}", outside));
}

// The server read on into what stands behind the script, which nobody should
// have to see.
Error incomplete_script(std::string sqlstate) {
  Error error = make_error(
      ErrorCode::statement_failed, "the script is not complete at its end",
      "look for a quoted text, a comment or a parenthesis that is not closed");
  error.sqlstate = std::move(sqlstate);
  return error;
}

// A statement of a script, or the whole of it where it cannot be read.
void explain(TaskFailure& found, const MessageProgress& progress) {
  Error& error = found.error;
  if (error.sqlstate == "25001" && error.hint.empty()) error.hint = outside;
  if (progress.ending()) {
    error.notes.push_back(
        "the script had ended its transaction, so that its statements before "
        "that are kept or undone as it said");
  }
}

void place(TaskFailure& found, const RunState& state, std::size_t first,
           const MessagePlace& at) {
  found.task = first + at.part;
  found.offset = at.offset;
  if (!found.statement) {
    found.statement = statement_at(state.tasks[found.task], at.offset);
  }
  if (at.behind) {
    found.error = incomplete_script(std::move(found.error.sqlstate));
  }
}

// The place counts only where a script is at fault.
std::optional<MessagePlace> place_of(const RunState& state,
                                     const ScriptMessage& message,
                                     const MessageProgress& progress,
                                     const PGresult* failure) {
  if (progress.began() && !progress.statement()) return std::nullopt;
  const auto byte = failure_offset(state.connection, failure, message.text());
  return byte ? message.place_of(*byte) : std::nullopt;
}

}  // namespace

TaskFailure failure_of_message(const RunState& state, std::size_t first,
                               const ScriptMessage& message,
                               const MessageProgress& progress,
                               const PGresult* failure) {
  TaskFailure found{
      .task = first + std::min(progress.part(), message.size() - 1),
      .error = server_error(state.connection, failure, state.stop)};
  if (found.error.code == ErrorCode::connection_lost) return found;
  if (MessageProgress::is_guard_failure(failure)) {
    found.error = transaction_ended();
    if (progress.ending()) found.statement = progress.ending()->statement;
    return found;
  }
  found.statement = progress.statement();
  explain(found, progress);
  if (auto at = place_of(state, message, progress, failure)) {
    place(found, state, first, *at);
  }
  return found;
}

}  // namespace godwit::driver::postgresql
