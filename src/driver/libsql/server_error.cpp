// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/server_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/errors.h"
#include "base/number.h"

namespace godwit::driver::libsql {
namespace {

constexpr const char* look_at_token =
    "set DATABASE_AUTH_TOKEN to a token for this database, as `turso db tokens "
    "create <database>` prints it";

constexpr std::string_view offset_mark = " (at offset ";
constexpr std::size_t longest_shown = 300;

/// What a server does not let through, by its HTTP status.
struct Refusal {
  ErrorCode code = ErrorCode::connection_failed;
  std::string_view what = {};
  std::string_view hint = {};
};

Refusal refusal_of(long status, bool reached) {
  switch (status) {
    case 401:
      return {.what = "it does not let this program in", .hint = look_at_token};
    case 403:
      return {.code = ErrorCode::read_only,
              .what = "the token does not allow that",
              .hint = "use a token that may write, and is for this database"};
    case 404:
      return {.what = "there is no such database",
              .hint =
                  "correct the host of the URL, whose first part names the "
                  "database, or make it first, as with `turso db create`"};
    case 413:
      return {.code = ErrorCode::unsupported,
              .what = "a script is larger than it takes",
              .hint = "divide the script into several migrations"};
    default:
      break;
  }
  if (status >= 300 && status < 400) {
    return {.what = "it points to another address",
            .hint =
                "write that address into the URL; the token is sent to no "
                "other than that"};
  }
  return {.code = status >= 500 && reached ? ErrorCode::connection_lost
                                           : ErrorCode::connection_failed,
          .what = "it failed",
          .hint = status >= 500 ? "run again when the server is well"
                                : "look whether the URL is that of a libSQL "
                                  "server"};
}

std::string shortened(std::string_view text) {
  std::string line(text.substr(0, longest_shown));
  std::replace_if(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

std::string said_by(const HttpAnswer& answer) {
  const std::string said = hrana::decode_refusal(answer.body).message;
  return shortened(said.empty() ? answer.body : said);
}

// With what the stream had open, which the server has undone.
Error stream_expired(const Address& address) {
  return make_error(ErrorCode::connection_lost,
                    fmt::format("the {} has closed the stream, since it heard "
                                "nothing on it for too long",
                                address.shown),
                    "run again, with steps that leave less time between two "
                    "statements");
}

Error refused(const HttpAnswer& answer, const Address& address, bool reached) {
  if (hrana::decode_refusal(answer.body).code == "STREAM_EXPIRED") {
    return stream_expired(address);
  }
  const Refusal refusal = refusal_of(answer.status, reached);
  const std::string said = said_by(answer);
  return make_error(
      refusal.code,
      fmt::format("the {} answered {}: {}{}{}", address.shown, answer.status,
                  refusal.what, said.empty() ? "" : ": ", said),
      std::string(refusal.hint));
}

Error broken(const HttpAnswer& answer, const Address& address, bool reached) {
  if (!reached) {
    return make_error(ErrorCode::connection_failed,
                      fmt::format("cannot connect to the {}: {}", address.shown,
                                  shortened(answer.why)),
                      "look whether the server runs, and whether the URL is "
                      "right");
  }
  return make_error(ErrorCode::connection_lost,
                    fmt::format("the connection to the {} was lost: {}",
                                address.shown, shortened(answer.why)),
                    "run again when the server is there");
}

std::string_view without_prefix(std::string_view message) {
  for (const std::string_view prefix : {"SQLite error: ", "SQL input error: ",
                                        "SQL string could not be parsed: "}) {
    if (message.starts_with(prefix)) return message.substr(prefix.size());
  }
  return message;
}

std::size_t end_of_message(std::string_view message) {
  return message.ends_with(')') ? message.rfind(offset_mark) : message.npos;
}

/// What the codes of a server are to us.
struct Meaning {
  std::string_view code;
  ErrorCode is;
  std::string_view hint;
};

constexpr std::array<Meaning, 9> meanings = {{
    {"TRANSACTION_TIMEOUT", ErrorCode::locked,
     "the server takes a transaction back that is older than a few seconds "
     "when somebody else wants to write; run again when there is less to do, "
     "or divide the migration"},
    {"SQLITE_BUSY", ErrorCode::locked, "run again when the other is done"},
    {"SQLITE_LOCKED", ErrorCode::locked, "run again when the other is done"},
    {"BLOCKED", ErrorCode::read_only,
     "whoever runs the server has blocked it; look into its dashboard"},
    {"SQLITE_READONLY", ErrorCode::read_only, ""},
    {"SQLITE_FULL", ErrorCode::no_space, "make room on the server"},
    {"SQLITE_CORRUPT", ErrorCode::damaged,
     "the database is damaged; restore it from a backup"},
    {"RESPONSE_TOO_LARGE", ErrorCode::statement_failed,
     "a SELECT of the script has more than 10 MB of rows, which the server "
     "takes for an answer; leave it out"},
    {"SQL_MANY_STATEMENTS", ErrorCode::invalid_argument,
     "run each with a call of its own"},
}};

const Meaning* meaning_of(std::string_view code) {
  const auto found = std::find_if(
      meanings.begin(), meanings.end(),
      [&](const Meaning& meaning) { return code.starts_with(meaning.code); });
  return found == meanings.end() ? nullptr : &*found;
}

std::optional<std::size_t> number_behind(std::string_view text,
                                         std::string_view mark) {
  const std::size_t at = text.rfind(mark);
  if (at == text.npos) return std::nullopt;
  text.remove_prefix(at + mark.size());
  return parse_number<std::size_t>(
      text.substr(0, text.find_first_not_of("0123456789")));
}

std::size_t begin_of_line(std::string_view text, std::size_t line) {
  std::size_t at = 0;
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n', at);
    if (end == text.npos) break;
    at = end + 1;
  }
  return at;
}

// "syntax error around L1:6: `SELEC`": the place behind the word.
std::optional<std::size_t> place_of_word(std::string_view message,
                                         std::string_view statement) {
  const auto line = number_behind(message, " around L");
  const std::size_t tick = message.find(": `");
  if (!line || tick == message.npos || !message.ends_with('`')) return {};
  const auto column = number_behind(message.substr(0, tick), ":");
  const std::string_view word =
      message.substr(tick + 3, message.size() - tick - 4);
  if (!column) return {};
  const std::size_t end = begin_of_line(statement, *line) + *column - 1;
  if (end < word.size() || end > statement.size()) return {};
  const std::size_t begin = end - word.size();
  if (statement.substr(begin, word.size()) != word) return {};
  return begin;
}

}  // namespace

Error http_error(const HttpAnswer& answer, const Address& address,
                 bool reached) {
  switch (answer.end) {
    case HttpAnswer::End::stopped:
      return cancelled();
    case HttpAnswer::End::late:
      return make_error(
          ErrorCode::timed_out,
          fmt::format("the {} did not answer in time", address.shown),
          "run again when the server is well");
    case HttpAnswer::End::answered:
      return refused(answer, address, reached);
    default:
      return broken(answer, address, reached);
  }
}

Error not_an_answer(const Address& address, bool reached) {
  if (reached) {
    return make_error(
        ErrorCode::connection_lost,
        fmt::format("the {} sent an answer that is not whole", address.shown),
        "run again");
  }
  return make_error(
      ErrorCode::connection_failed,
      fmt::format("what answers at the {} is no libSQL server", address.shown),
      "correct the URL, or update the server: it must know Hrana "
      "3 over HTTP, which sqld has since 0.21");
}

Error statement_error(const hrana::Failure& failure) {
  std::string_view message = without_prefix(failure.message);
  message = message.substr(0, end_of_message(message));
  const Meaning* meaning = meaning_of(failure.code);
  if (meaning == nullptr) {
    return make_error(ErrorCode::statement_failed, std::string(message));
  }
  return make_error(meaning->is, std::string(message),
                    std::string(meaning->hint));
}

std::optional<std::size_t> place_of(const hrana::Failure& failure,
                                    std::string_view statement) {
  const std::string_view message = failure.message;
  std::optional<std::size_t> place;
  if (end_of_message(message) != message.npos) {
    place = number_behind(message, offset_mark);
  } else {
    place = place_of_word(message, statement);
  }
  return place && *place < statement.size() ? place : std::nullopt;
}

bool is_syntax_error(const hrana::Failure& failure) {
  if (failure.code == "SQL_PARSE_ERROR") return true;
  const std::string_view message = without_prefix(failure.message);
  return message.starts_with("near \"") ||
         message.starts_with("incomplete input") ||
         message.starts_with("unrecognized token");
}

bool is_there_already(const hrana::Failure& failure) {
  return failure.code.starts_with("SQLITE_CONSTRAINT") &&
         failure.message.find("UNIQUE constraint failed") != std::string::npos;
}

}  // namespace godwit::driver::libsql
