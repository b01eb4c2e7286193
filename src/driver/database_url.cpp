// SPDX-License-Identifier: BSL-1.0
#include "driver/database_url.h"

#include <fmt/format.h>
#include <godwit/connection.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/errors.h"

namespace godwit {
namespace {

constexpr std::string_view white_space = " \t\r\n\f\v";
constexpr std::array<std::string_view, 5> schemes = {
    "sqlite", "sqlite3", "file", "postgresql", "postgres"};

// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
constexpr std::array<std::string_view, 47> libpq_keywords = {
    "application_name",
    "channel_binding",
    "client_encoding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_count",
    "keepalives_idle",
    "keepalives_interval",
    "krbsrvname",
    "load_balance_hosts",
    "max_protocol_version",
    "min_protocol_version",
    "oauth_client_id",
    "oauth_issuer",
    "options",
    "passfile",
    "password",
    "port",
    "replication",
    "require_auth",
    "requirepeer",
    "requiressl",
    "service",
    "servicefile",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcert",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslpassword",
    "sslrootcert",
    "sslsni",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
};

Error empty_url() {
  return make_error(ErrorCode::invalid_argument, "the database URL is empty",
                    "write sqlite:<path> or postgresql://<host>/<database>");
}

// Names nothing but the scheme, since the rest may hold a password.
Error unknown_scheme(std::string_view scheme) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("unknown scheme \"{}\" in the database URL", scheme),
      "known are sqlite:<path>, file:<path>, a plain path, postgresql://…, "
      "postgres://… and libpq's key=value; a file of such a name is written "
      "sqlite:<path>");
}

// libpq does not know them otherwise, and SQLite would take them for a file.
Error scheme_in_capitals(std::string_view scheme, std::string_view known) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("unknown scheme \"{}\" in the database URL", scheme),
      fmt::format("write it in small letters, as in {}",
                  known.starts_with("postgres")
                      ? "postgresql://<host>/<database>"
                      : "sqlite:<path>"));
}

// Otherwise it would be taken for the name of a file.
Error missing_slashes(std::string_view scheme) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}\" in the database URL is not followed by "
                                "\"//\"",
                                scheme),
                    "write postgresql://<host>/<database>");
}

// None of these shows the URL, which may hold a password.
Error quoted_url() {
  return make_error(
      ErrorCode::invalid_argument,
      "the database URL has a quotation mark at one of its ends",
      "remove the quotes, which docker --env-file, for one, does not; a file "
      "of such a name is written file:<path> with %22 or %27");
}

Error control_character(char c) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the database URL holds the control character 0x{:02X}",
                  static_cast<unsigned char>(c)),
      "remove it, such as the end of a line in a file that holds a secret");
}

Error url_inside(std::string_view scheme) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the database URL begins before its \"{}\"", scheme),
      "remove what stands there, such as the name of a variable");
}

Error parameters_of_plain_path() {
  return make_error(
      ErrorCode::invalid_argument,
      "the path of the database is followed by a parameter",
      "write sqlite:<path>?mode=…, or file:<path>?… for all that SQLite knows; "
      "in the name of a file a question mark is written file:<path> with %3F");
}

bool is_libpq_keyword(std::string_view word) {
  return std::find(libpq_keywords.begin(), libpq_keywords.end(), word) !=
         libpq_keywords.end();
}

// `key = value`, as opposed to a file that has an equals sign in its name.
bool is_connection_string(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return false;
  std::string_view key = text.substr(0, equals);
  key.remove_prefix(std::min(key.find_first_not_of(space), key.size()));
  key = key.substr(0, key.find_last_not_of(space) + 1);
  return is_libpq_keyword(key);
}

bool is_scheme_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == ':';
}

// What stands before "://", such as "mysql" or "jdbc:mysql". Empty: nothing
// that looks like a scheme. Behind another colon it may be a part of a
// password.
std::string_view scheme_of(std::string_view url) {
  const std::size_t jdbc = url.starts_with("jdbc:") ? 5 : 0;
  const bool first = url.find(':', jdbc) == url.find("://", jdbc);
  const std::string_view scheme =
      url.substr(0, std::min(first ? url.find("://") : url.npos, url.size()));
  const bool found =
      scheme.size() < url.size() &&
      std::all_of(scheme.begin(), scheme.end(), is_scheme_character);
  return found ? scheme : std::string_view();
}

// `mysql:…` and `user:password@…`, but not the drive of `C:\\shop.db`.
std::string_view word_before_colon(std::string_view url) {
  const std::size_t colon = url.find(':');
  if (colon == url.npos || colon < 2) return {};
  const std::string_view word = url.substr(0, colon);
  const char first = lower(word.front());
  const bool scheme =
      first >= 'a' && first <= 'z' &&
      std::all_of(word.begin(), word.end(), is_scheme_character);
  return scheme ? word : std::string_view();
}

// `key=…`, as opposed to the rest of a name that has a question mark.
bool begins_with_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos) return false;
  const std::string_view key = text.substr(0, equals);
  return std::all_of(key.begin(), key.end(), [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '%';
  });
}

bool is_control(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

Result<void> check_characters(std::string_view url) {
  if (driver::is_in_quotes(url)) return quoted_url();
  const auto odd = std::find_if(url.begin(), url.end(), is_control);
  if (odd != url.end()) return control_character(*odd);
  return {};
}

// What has no scheme that is known here, so that it would be a file's name.
Result<void> check_plain_path(std::string_view url) {
  const std::string_view word = word_before_colon(url);
  for (const std::string_view known : schemes) {
    if (equal_but_for_case(word, known)) return scheme_in_capitals(word, known);
  }
  const std::string_view scheme = scheme_of(url);
  if (!scheme.empty()) return unknown_scheme(scheme);
  if (!word.empty()) return unknown_scheme(word);
  for (const std::string_view inside : {"sqlite:", "://"}) {
    if (url.find(inside) != url.npos) return url_inside(inside);
  }
  if (driver::parameters_of_path(url) < url.size()) {
    return parameters_of_plain_path();
  }
  return {};
}

}  // namespace

namespace driver {

std::string_view trimmed_url(std::string_view url) {
  if (is_connection_string(url)) return url;
  url.remove_prefix(std::min(url.find_first_not_of(white_space), url.size()));
  return url.substr(0, url.find_last_not_of(white_space) + 1);
}

std::size_t parameters_of_path(std::string_view path) {
  for (auto mark = path.find('?'); mark != path.npos;
       mark = path.find('?', mark + 1)) {
    if (begins_with_parameter(path.substr(mark + 1))) return mark;
  }
  return path.size();
}

bool is_in_quotes(std::string_view text) {
  constexpr std::array<std::string_view, 7> quotes = {"\"", "'", "`", "“",
                                                      "”",  "‘", "’"};
  return std::any_of(quotes.begin(), quotes.end(), [&](auto quote) {
    return text.starts_with(quote) || text.ends_with(quote);
  });
}

}  // namespace driver

Result<Dialect> dialect_of(std::string_view database_url) {
  if (is_connection_string(database_url)) return Dialect::postgresql;
  database_url = driver::trimmed_url(database_url);
  if (database_url.empty()) return empty_url();
  if (auto good = check_characters(database_url); !good) return good.error();
  for (const std::string_view known : {"sqlite:", "sqlite3:", "file:"}) {
    if (database_url.starts_with(known)) return Dialect::sqlite;
  }
  for (const std::string_view known : {"postgresql:", "postgres:"}) {
    if (!database_url.starts_with(known)) continue;
    if (!database_url.substr(known.size()).starts_with("//")) {
      return missing_slashes(known);
    }
    return Dialect::postgresql;
  }
  if (auto path = check_plain_path(database_url); !path) return path.error();
  return Dialect::sqlite;
}

}  // namespace godwit
