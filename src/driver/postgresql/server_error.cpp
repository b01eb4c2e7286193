// SPDX-License-Identifier: BSL-1.0
#include "driver/postgresql/server_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/sql_names.h"
#include "driver/errors.h"

namespace godwit::driver::postgresql {
namespace {

constexpr std::size_t context_lines = 3;

// What the parser quotes is the rest of the message from the place of the
// error on, so with all that follows the script.
std::string parser_message(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == text.npos) return one_line(text);
  return one_line(text.substr(0, end)) + "…\"";
}

std::string primary_message(const PGresult* failure) {
  const std::string_view text = field(failure, PG_DIAG_MESSAGE_PRIMARY);
  if (text.empty()) return one_line(PQresultErrorMessage(failure));
  const bool parser = field(failure, PG_DIAG_SQLSTATE) == "42601" &&
                      text.find('"') != text.npos;
  return parser ? parser_message(text) : one_line(text);
}

std::string_view first_lines(std::string_view text) {
  std::size_t end = 0;
  for (std::size_t line = 0; line < context_lines; ++line) {
    end = text.find('\n', end);
    if (end == text.npos) return text;
    ++end;
  }
  return text.substr(0, end);
}

// Whom a deadlock is between, what depends on a table: a line for each.
std::string tidy_lines(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line = one_line(text.substr(0, end));
    if (!line.empty()) lines += (lines.empty() ? "" : "\n") + line;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void add_note(Error& error, std::string_view label, std::string_view text) {
  if (text.empty()) return;
  error.notes.push_back(fmt::format("{}: {}", label, tidy_lines(text)));
}

struct Advice {
  std::string_view sqlstate;
  /// In the message; empty: any.
  std::string_view text;
  std::string_view hint;
};

constexpr Advice advice[] = {
    {"57014", "statement timeout",
     "it ran longer than statement_timeout allows, which the role, the "
     "database or the script sets: raise it there or, for this script, by SET "
     "LOCAL statement_timeout"},
    {"57014", "user request",
     "somebody cancelled it, as pg_cancel_backend does; run again"},
    {"55P03", "lock timeout",
     "it waited longer for a lock than lock_timeout allows, which the role, "
     "the database or the script sets: run again when the others are done, or "
     "raise it"},
    {"25P03", "",
     "idle_in_transaction_session_timeout of the role or database ended the "
     "session: raise it and run again"},
    {"25P04", "",
     "transaction_timeout of the role or database ended the session: raise it "
     "and run again"},
    {"57P05", "",
     "idle_session_timeout of the role or database ended the session: raise it "
     "and run again"},
    {"57P01", "",
     "somebody ended the session or the server is going down; run again when "
     "it can be reached"},
    {"25006", "",
     "default_transaction_read_only or the script made the transaction "
     "read-only, or the server is a standby"},
    {"22P05", "",
     "write it in another way, or migrate a database whose encoding is UTF8"},
};

std::string_view advice_for(std::string_view sqlstate, std::string_view text) {
  for (const Advice& each : advice) {
    const bool fits = each.text.empty() || text.find(each.text) != text.npos;
    if (each.sqlstate == sqlstate && fits) return each.hint;
  }
  return {};
}

// Of what a user may be refused.
struct Kind {
  std::string_view in_message;
  std::string_view in_grant;
  std::string_view privileges;
  std::string_view enough_to_read;
};

constexpr std::array<Kind, 5> kinds = {{
    {"schema", "SCHEMA", "USAGE, CREATE", "; to read, USAGE is enough"},
    {"table", "TABLE", "SELECT, INSERT, UPDATE, DELETE",
     "; to read, SELECT is enough"},
    {"database", "DATABASE", "CREATE", ""},
    {"sequence", "SEQUENCE", "USAGE, SELECT, UPDATE", ""},
    {"function", "FUNCTION", "EXECUTE", ""},
}};

/// True where `text` began with `prefix`, which is then gone.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// What to do about SQLSTATE 42501: the GRANT that helps, as far as the message
// tells. The server has no field for what was refused, so its text has to do;
// in another language the hint is the general one.
std::string privilege_hint(std::string_view message, std::string_view user) {
  if (message.starts_with("must be owner of ")) {
    return fmt::format(
        "connect as its owner, or have the owning role granted to {}",
        quoted_name(user));
  }
  for (const Kind& kind : kinds) {
    std::string_view name = message;
    if (take(name, "permission denied for ") && take(name, kind.in_message) &&
        take(name, " ")) {
      return fmt::format(
          "let the owner of the {} run GRANT {} ON {} {} TO {}{}",
          kind.in_message, kind.privileges, kind.in_grant, quoted_name(name),
          quoted_name(user), kind.enough_to_read);
    }
  }
  return fmt::format(
      "connect as a user who may do that, or have the privilege granted to {}",
      quoted_name(user));
}

std::string hint_for(const PGresult* failure, std::string_view user) {
  std::string hint = one_line(field(failure, PG_DIAG_MESSAGE_HINT));
  if (!hint.empty()) return hint;
  const std::string_view sqlstate = field(failure, PG_DIAG_SQLSTATE);
  if (sqlstate == "42501") {
    return privilege_hint(primary_message(failure), user);
  }
  return std::string(
      advice_for(sqlstate, field(failure, PG_DIAG_MESSAGE_PRIMARY)));
}

Error statement_failed(const PGresult* failure, std::string_view user) {
  Error error = make_error(ErrorCode::statement_failed,
                           primary_message(failure), hint_for(failure, user));
  add_note(error, "detail", field(failure, PG_DIAG_MESSAGE_DETAIL));
  add_note(error, "context", first_lines(field(failure, PG_DIAG_CONTEXT)));
  return error;
}

// The time-outs that end a session say so in their last message.
Error connection_lost(const PGresult* failure) {
  const std::string_view known =
      advice_for(field(failure, PG_DIAG_SQLSTATE), {});
  return make_error(
      ErrorCode::connection_lost,
      fmt::format("the connection broke: {}", primary_message(failure)),
      known.empty()
          ? "see the log of the server, and run again when it can be reached"
          : std::string(known));
}

Error kind_of_error(const PGconn* connection, const PGresult* failure,
                    const StopToken& stop, std::string_view user) {
  if (PQstatus(connection) == CONNECTION_BAD) return connection_lost(failure);
  const bool query_canceled = field(failure, PG_DIAG_SQLSTATE) == "57014";
  if (query_canceled && stop.stop_requested()) return cancelled();
  return statement_failed(failure, user.empty() ? PQuser(connection) : user);
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line = with_single_spaces(text);
  while (line.ends_with(' ') || line.ends_with('.')) line.pop_back();
  if (line.starts_with(' ')) line.erase(0, 1);
  return line;
}

std::string_view field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string_view{} : text;
}

Error server_error(const PGconn* connection, const PGresult* failure,
                   const StopToken& stop, std::string_view user) {
  Error error = kind_of_error(connection, failure, stop, user);
  error.sqlstate = field(failure, PG_DIAG_SQLSTATE);
  return error;
}

}  // namespace godwit::driver::postgresql
