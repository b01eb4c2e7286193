// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/script_message.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "base/utf8.h"
#include "driver/postgresql/server_error.h"

namespace godwit::driver::postgresql {
namespace {

// A script may end in a line comment and without a semicolon.
constexpr std::string_view script_end = "\n;";

// As fast as a larger one (measured: 0.84 of the time of 50 MB at once), and
// what libpq keeps of it is as little.
constexpr std::size_t largest_piece = 1'000'000;

// Cut where a statement begins, since the server reads a message as a whole. It
// answers one without a statement, too, so that the first one brings along what
// stands before it.
std::vector<Piece> pieces_of(const ScriptPart& part, std::size_t begin) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  const auto cut = [&](std::size_t end) {
    const bool terminated = part.terminated && end == part.script.size();
    pieces.push_back({.text = part.script.substr(at, end - at),
                      .begin = begin + at,
                      .terminated = terminated});
    at = end;
  };
  for (std::size_t i = 1; i < part.ranges.size(); ++i) {
    if (part.ranges[i].end - at > largest_piece) cut(part.ranges[i].begin);
  }
  cut(part.script.size());
  return pieces;
}

bool is_sql_ascii(const PGconn* connection) {
  const char* encoding = PQparameterStatus(connection, "server_encoding");
  return encoding != nullptr && std::string_view(encoding) == "SQL_ASCII";
}

// The server names the bytes, "0xe2 0x86 0x92", in whatever language.
std::string named_bytes(std::string_view text) {
  std::string bytes;
  for (auto at = text.find("0x"); at != text.npos; at = text.find("0x", at)) {
    at += 2;
    unsigned char byte = 0;
    const std::string_view digits = text.substr(at, 2);
    std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

// Where in a message the character first stands that the encoding of the
// database does not have [22P05]. Absent: that is not the failure, or the
// character stands in none of its texts.
std::optional<std::size_t> untranslatable_offset(const PGresult* failure,
                                                 std::string_view message) {
  if (field(failure, PG_DIAG_SQLSTATE) != "22P05") return std::nullopt;
  const std::string bytes =
      named_bytes(field(failure, PG_DIAG_MESSAGE_PRIMARY));
  const std::size_t at = bytes.empty() ? message.npos : message.find(bytes);
  if (at == message.npos) return std::nullopt;
  return at;
}

}  // namespace

void ScriptMessage::add(const ScriptPart& part) {
  note(part, text_.size());
  text_.append(part.before.text).append(part.script).append(script_end);
  text_.append(part.after.text).append(part.record.text).append(part.end.text);
}

void ScriptMessage::add_alone(const ScriptPart& part) {
  note(part, 0);
  before_ = part.before.text;
  script_ = pieces_of(part, before_.size());
  script_size_ = part.script.size() + script_end.size();
  text_ = part.after.text + part.record.text + part.end.text;
}

void ScriptMessage::note(const ScriptPart& part, std::size_t begin) {
  parts_.push_back({.begin = begin,
                    .script_begin = begin + part.before.text.size(),
                    .script_size = part.script.size(),
                    .statements = part.statements,
                    .commands_before = part.before.count,
                    .commands_at_end = part.end.count});
}

std::vector<Piece> ScriptMessage::pieces() const {
  if (script_.empty()) return {{.text = text_}};
  std::vector<Piece> pieces;
  if (!before_.empty()) pieces.push_back({.text = before_});
  pieces.insert(pieces.end(), script_.begin(), script_.end());
  pieces.push_back({.text = text_, .begin = before_.size() + script_size_});
  return pieces;
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

std::string_view MessageProgress::sends(const Piece& piece) {
  piece_ = piece;
  if (!piece_.terminated) piece_.text = copy_ = piece.text;
  return piece_.text;
}

// Nothing that a server answers leads past the parts.
void MessageProgress::completed(const PGresult* result) {
  began_ = true;
  if (part_ == message_->size()) return;
  if (!behind_guard_ && message_->guard_.is_of(result)) {
    behind_guard_ = true;
    count_ = 0;
  } else {
    note_ending(result);
    ++count_;
  }
  const auto& part = message_->parts_[part_];
  if (behind_guard_ && count_ == part.commands_at_end) next_part();
}

void MessageProgress::leaves_script() {
  const auto& part = message_->parts_[part_];
  count_ = part.commands_before + part.statements;
}

void MessageProgress::next_part() {
  behind_guard_ = false;
  ending_.reset();
  count_ = 0;
  ++part_;
}

std::optional<std::size_t> MessageProgress::behind_script_begin() const {
  if (part_ == message_->size() || behind_guard_) return std::nullopt;
  const std::size_t before = message_->parts_[part_].commands_before;
  if (count_ < before) return std::nullopt;
  return count_ - before;
}

std::optional<std::size_t> MessageProgress::statement() const {
  const auto number = behind_script_begin();
  if (!number || *number >= message_->parts_[part_].statements) {
    return std::nullopt;
  }
  return number;
}

bool MessageProgress::at_deferred_constraints() const {
  const auto number = behind_script_begin();
  return number && *number == message_->parts_[part_].statements;
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
  if (auto at = untranslatable_offset(failure, message)) return at;
  const std::string_view position = field(failure, PG_DIAG_STATEMENT_POSITION);
  std::size_t number = 0;
  std::from_chars(position.data(), position.data() + position.size(), number);
  if (number == 0) return std::nullopt;
  if (is_sql_ascii(connection)) return number - 1;
  return byte_offset(message, number - 1);
}

}  // namespace godwit::driver::postgresql
