// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/script_message.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text_position.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

// A script that ends its transaction goes on in another one, and what is
// recorded would commit with the wrong half. Whether a transaction is
// deferrable makes no difference to one that writes, survives RESET ALL and is
// over with the transaction; so it can tell ours from any other. In the failing
// case the cast fails, with a text that is the same in all languages.
constexpr std::string_view guard_column = "godwit_guard";
constexpr std::string_view guard_failure = "godwit_transaction_ended";

// A script may end in a line comment and without a semicolon.
constexpr std::string_view script_end = "\n;";

// Written for speed: with CASE it costs as much as the rest of a small script.
std::string guard() {
  return fmt::format(
      "SELECT nullif('{0} ' || "
      "pg_catalog.current_setting('transaction_deferrable'), '{0} on')::int "
      "AS {1}",
      guard_failure, guard_column);
}

bool is_guard(const PGresult* result) {
  return PQnfields(result) == 1 && PQfname(result, 0) == guard_column;
}

bool is_sql_ascii(const PGconn* connection) {
  const char* encoding = PQparameterStatus(connection, "server_encoding");
  return encoding != nullptr && std::string_view(encoding) == "SQL_ASCII";
}

}  // namespace

void Commands::add(std::string_view sql) {
  text.append(sql).append(";");
  ++count;
}

void Commands::add(const Commands& others) {
  text.append(others.text);
  count += others.count;
}

void ScriptMessage::add(const Commands& before, std::string_view script,
                        const Commands& after) {
  parts_.push_back({.begin = text_.size(),
                    .script_begin = text_.size() + before.text.size(),
                    .script_size = script.size(),
                    .commands_before = before.count,
                    .commands_after = after.count});
  text_.append(before.text).append(script).append(script_end);
  text_.append(guard()).append(";").append(after.text);
}

std::optional<MessagePlace> ScriptMessage::place_of(std::size_t byte) const {
  const auto behind = std::upper_bound(
      parts_.begin(), parts_.end(), byte,
      [](std::size_t at, const Part& part) { return at < part.begin; });
  if (behind == parts_.begin()) return std::nullopt;
  const Part& part = *(behind - 1);
  if (byte < part.script_begin) return std::nullopt;
  const std::size_t offset = byte - part.script_begin;
  return MessagePlace{
      .part = static_cast<std::size_t>(behind - parts_.begin()) - 1,
      .offset = std::min(offset, part.script_size),
      .behind = offset >= part.script_size + script_end.size()};
}

void MessageProgress::completed(const PGresult* result) {
  began_ = true;
  if (!behind_guard_ && is_guard(result)) {
    behind_guard_ = true;
    count_ = 0;
  } else {
    note_ending(result);
    ++count_;
  }
  const auto& part = message_->parts_[part_];
  if (behind_guard_ && count_ == part.commands_after) next_part();
}

void MessageProgress::next_part() {
  behind_guard_ = false;
  ending_.reset();
  count_ = 0;
  ++part_;
}

std::optional<std::size_t> MessageProgress::statement() const {
  if (part_ == message_->size() || behind_guard_) return std::nullopt;
  const std::size_t before = message_->parts_[part_].commands_before;
  if (count_ < before) return std::nullopt;
  return count_ - before;
}

bool MessageProgress::is_guard_failure(const PGresult* failure) {
  return field(failure, PG_DIAG_MESSAGE_PRIMARY).find(guard_failure) !=
         std::string_view::npos;
}

// ROLLBACK TO a savepoint answers like ROLLBACK, so that the last one of these
// counts; a COMMIT is never anything else.
void MessageProgress::note_ending(const PGresult* result) {
  const auto at = statement();
  if (!at || (ending_ && ending_->committed)) return;
  const std::string_view tag = PQcmdStatus(const_cast<PGresult*>(result));
  const bool committed = tag == "COMMIT";
  if (committed || tag == "ROLLBACK" || tag == "PREPARE TRANSACTION") {
    ending_ = Ending{*at, committed};
  }
}

std::optional<std::size_t> failure_offset(const PGconn* connection,
                                          const PGresult* failure,
                                          std::string_view message) {
  const std::string_view position = field(failure, PG_DIAG_STATEMENT_POSITION);
  std::size_t number = 0;
  std::from_chars(position.data(), position.data() + position.size(), number);
  if (number == 0) return std::nullopt;
  if (is_sql_ascii(connection)) return number - 1;
  return byte_offset(message, number - 1);
}

}  // namespace godwit::driver::postgresql
