// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/message_failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/limits.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

constexpr std::string_view outside =
    "mark the script with \"-- godwit: no-transaction\"";

// Others can cancel a statement too, and only the server knows who did; a
// limit of the script's own is not ours.
bool is_late(const RunState& state, const PGresult* failure) {
  const bool somebody =
      field(failure, PG_DIAG_MESSAGE_PRIMARY).find("user request") !=
      std::string_view::npos;
  const bool ended_by_us = state.settings.trust_in_server.count() == 0;
  return countable(state.limits.statement_timeout) > 0 &&
         (!somebody || ended_by_us);
}

void blame(Error& error, const RunState& state) {
  error.code = ErrorCode::locked;
  if (error.hint.empty()) {
    error.hint =
        "run again when the table is not in use, or allow more time with "
        "MigratorOptions::table_lock_timeout";
  }
  if (state.blockers == nullptr || state.blockers->last().empty()) return;
  error.notes.push_back(
      fmt::format("the table was held by {}", state.blockers->last()));
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
  // VACUUM and the like; a procedure or block that commits.
  const bool wants_none =
      error.sqlstate == "25001" || error.sqlstate == "2D000";
  if (wants_none && error.hint.empty()) error.hint = outside;
  if (progress.ending()) {
    error.notes.push_back(
        "the script had ended its transaction, so that its statements before "
        "that are kept or undone as it said");
  }
}

// A character that the database cannot hold may also be in the record.
void place_in_record(TaskFailure& found) {
  found.statement.reset();
  found.error.notes.push_back(
      "the character is in the name or in the down half of the migration");
}

void place(TaskFailure& found, const RunState& state, MessageContents contents,
           const MessagePlace& at) {
  found.task = contents.task + at.part;
  if (at.behind && found.error.sqlstate == "22P05") {
    return place_in_record(found);
  }
  const Task& task = state.tasks[found.task];
  found.offset = at.offset;
  if (contents.statement) {
    *found.offset += task.statements[*contents.statement].begin;
  }
  if (!found.statement) found.statement = statement_at(task, *found.offset);
  if (at.behind) {
    found.error = incomplete_script(std::move(found.error.sqlstate));
  }
}

std::optional<MessagePlace> place_of(const RunState& state,
                                     const ScriptMessage& message,
                                     const MessageProgress& progress,
                                     const PGresult* failure) {
  const Piece& piece = progress.piece();
  const auto byte = failure_offset(state.connection, failure, piece.text);
  return byte ? message.place_of(piece.begin + *byte) : std::nullopt;
}

// Our own statements behind a script fail for what the script did, or others.
void explain_record(TaskFailure& found, const MessageProgress& progress,
                    const PGresult* failure) {
  if (auto guarded = Guard::explain(failure)) {
    guarded->notes = std::move(found.error.notes);
    found.error = *std::move(guarded);
    if (progress.ending()) found.statement = progress.ending()->statement;
  } else if (progress.at_deferred_constraints() || progress.at_end()) {
    found.error.notes.push_back(
        "no statement said this, but a deferred constraint at the end of the "
        "script");
  } else if (found.error.sqlstate == "23505") {
    found.error = recorded_by_another_run();
  }
}

}  // namespace

bool may_pass(std::string_view sqlstate) {
  return sqlstate == "55P03" || sqlstate == "40P01" || sqlstate == "40001";
}

Error script_error(const RunState& state, const PGresult* failure,
                   std::string_view role) {
  Error error = server_error(state.connection, failure, state.stop, role);
  if (error.code != ErrorCode::statement_failed) return error;
  if (error.sqlstate == "57014" && is_late(state, failure)) {
    Error late = timed_out(state.limits.statement_timeout);
    late.sqlstate = std::move(error.sqlstate);
    return late;
  }
  if (error.sqlstate == "55P03") blame(error, state);
  return error;
}

TaskFailure failure_of_message(const RunState& state, MessageContents contents,
                               const ScriptMessage& message,
                               const MessageProgress& progress,
                               const PGresult* failure) {
  TaskFailure found{
      .task = contents.task + std::min(progress.part(), message.size() - 1),
      .statement = progress.statement()};
  if (found.statement && contents.statement) {
    found.statement = contents.statement;
  }
  found.error = script_error(
      state, failure, role_before(state.tasks[found.task], found.statement));
  if (found.error.code == ErrorCode::connection_lost) return found;
  // What a script committed by itself would run twice.
  found.may_pass = !contents.statement && !progress.ending() &&
                   may_pass(field(failure, PG_DIAG_SQLSTATE));
  if (progress.began() && !found.statement) {
    explain_record(found, progress, failure);
    return found;
  }
  explain(found, progress);
  // The place counts only where a script is at fault.
  if (auto at = place_of(state, message, progress, failure)) {
    place(found, state, contents, *at);
  }
  return found;
}

}  // namespace godwit::driver::postgresql
