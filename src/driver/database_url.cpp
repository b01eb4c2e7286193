// SPDX-License-Identifier: BSL-1.0
#include "driver/database_url.h"

#include <fmt/format.h>
#include <godwit/connection.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/redaction.h"
#include "base/suggestion.h"

namespace godwit::driver {
namespace {

constexpr std::string_view white_space = " \t\r\n\f\v";
constexpr std::array<std::string_view, 7> quotes = {"\"", "'", "`", "“",
                                                    "”",  "‘", "’"};

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

std::string examples() {
  std::string text;
  for (const KnownDriver& driver : known_drivers()) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", driver.example);
  }
  return text;
}

Error empty_url() {
  return make_error(ErrorCode::invalid_argument, "the database URL is empty",
                    "known are " + examples());
}

// Programs that take other URLs for the same databases have such names for
// them: jdbc:sqlite, postgresql+psycopg2, pgsql.
const KnownDriver* driver_meant(const std::string& scheme) {
  for (const auto& [part, meant] : {std::pair{"sqlite", "sqlite"},
                                    {"postgres", "postgresql"},
                                    {"pgsql", "postgresql"},
                                    {"psql", "postgresql"}}) {
    if (scheme.find(part) != scheme.npos) return driver_of_scheme(meant);
  }
  std::vector<std::string> schemes;
  for (const KnownDriver& driver : known_drivers()) {
    schemes.insert(schemes.end(), driver.schemes.begin(), driver.schemes.end());
  }
  return driver_of_scheme(nearest(scheme, schemes));
}

std::string hint_for_scheme(std::string_view scheme) {
  const std::string small = lower(scheme);
  if (const KnownDriver* driver = driver_of_scheme(small)) {
    return fmt::format("write it in small letters, as in {}", driver->example);
  }
  if (const KnownDriver* meant = driver_meant(small)) {
    return fmt::format("did you mean {}?", meant->example);
  }
  return fmt::format(
      "known are {}, a path and libpq's key=value; a file of such a name is "
      "written {}",
      examples(), driver_of_paths().example);
}

// Names nothing but the scheme, since the rest may hold a password.
Error unknown_scheme(std::string_view scheme) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("unknown scheme \"{}\" in the database URL", scheme),
      hint_for_scheme(scheme));
}

// Otherwise it would be taken for the name of a file.
Error missing_slashes(std::string_view scheme, const KnownDriver& driver) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("\"{}:\" in the database URL is not followed "
                                "by \"//\"",
                                scheme),
                    fmt::format("write {}", driver.example));
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

// It is shown where it can be a name.
Error plain_word(std::string_view word) {
  const bool name = std::all_of(word.begin(), word.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-';
  });
  return make_error(
      ErrorCode::invalid_argument,
      name ? fmt::format("the database URL is a plain word: {}", word)
           : "the database URL is a plain word",
      fmt::format("a file is sqlite:{0}, a server postgresql://<host>/{1}",
                  name ? word : "<path>", name ? word : "<database>"));
}

bool is_libpq_keyword(std::string_view word) {
  return std::find(libpq_keywords.begin(), libpq_keywords.end(), word) !=
         libpq_keywords.end();
}

// `key = value`, as opposed to a file that has an equals sign in its name.
bool is_connection_string(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return false;
  return is_libpq_keyword(trimmed(text.substr(0, equals)));
}

bool is_scheme_character(char c) {
  return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.' ||
         c == ':';
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

// `mysql:…`, `jdbc:sqlite:…` and `user:password@…`, but not the drive of
// `C:\\shop.db`.
std::string_view word_before_colon(std::string_view url) {
  std::size_t colon = url.find(':');
  if (url.starts_with("jdbc:")) {
    colon = std::min(url.find(':', colon + 1), url.size());
  }
  if (colon == url.npos || colon < 2) return {};
  const std::string_view word = url.substr(0, colon);
  const bool scheme =
      is_letter(word.front()) &&
      std::all_of(word.begin(), word.end(), is_scheme_character);
  return scheme ? word : std::string_view();
}

// `key=…`, as opposed to the rest of a name that has a question mark.
bool begins_with_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == text.npos) return false;
  const std::string_view key = text.substr(0, equals);
  return std::all_of(key.begin(), key.end(), [](char c) {
    return is_letter(c) || c == '_' || c == '%';
  });
}

bool is_control(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

Result<void> check_characters(std::string_view url) {
  const auto odd = std::find_if(url.begin(), url.end(), is_control);
  if (odd != url.end()) return control_character(*odd);
  return {};
}

// Whether a path or something else: what has no scheme that is known here would
// be the name of a file.
Result<void> check_plain_path(std::string_view url) {
  const std::string_view word = word_before_colon(url);
  if (driver_of_scheme(lower(word)) != nullptr) return unknown_scheme(word);
  const std::string_view scheme = scheme_of(url);
  if (!scheme.empty()) return unknown_scheme(scheme);
  if (!word.empty()) return unknown_scheme(word);
  for (const std::string_view inside : {"sqlite:", "://"}) {
    if (url.find(inside) != url.npos) return url_inside(inside);
  }
  if (parameters_of_path(url) < url.size()) return parameters_of_plain_path();
  if (url.find_first_of("/\\.:") == url.npos) return plain_word(url);
  return {};
}

/// What stands around a text and is not meant.
struct Ends {
  std::size_t front = 0;
  std::size_t back = 0;
};

// How long a quotation mark or white space at the beginning is; 0: neither.
std::size_t odd_at_front(std::string_view text) {
  if (!text.empty() && is_space(text.front())) return 1;
  for (const std::string_view quote : quotes) {
    if (text.starts_with(quote)) return quote.size();
  }
  return 0;
}

std::size_t odd_at_back(std::string_view text) {
  if (!text.empty() && is_space(text.back())) return 1;
  for (const std::string_view quote : quotes) {
    if (text.ends_with(quote)) return quote.size();
  }
  return 0;
}

Ends ends_of(std::string_view text) {
  Ends ends;
  while (const std::size_t odd = odd_at_front(text)) {
    ends.front += odd;
    text.remove_prefix(odd);
  }
  while (const std::size_t odd = odd_at_back(text)) {
    ends.back += odd;
    text.remove_suffix(odd);
  }
  return ends;
}

// A value of settings may end in a quotation mark, or in white space behind a
// backslash.
Ends ends_of_settings(std::string_view text) {
  Ends ends{.front = text.find_first_not_of(white_space)};
  const std::size_t last = text.find_last_not_of(white_space);
  ends.back = text.size() - 1 - last;
  if (text[last] == '\\' && ends.back > 0) --ends.back;
  return ends;
}

// As people see it.
std::string_view name_of_odd(std::string_view odd) {
  if (odd.starts_with(' ')) return "a blank";
  if (odd.starts_with('\t')) return "a tab";
  if (!odd.empty() && is_space(odd.front())) return "a line end";
  return "a quotation mark";
}

std::string escaped(char c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  return is_space(c) ? fmt::format("\\x{:02X}", c) : std::string(1, c);
}

std::string escaped(std::string_view odd) {
  std::string text;
  for (const char c : odd) text += escaped(c);
  return text;
}

std::string hint_for_ends(std::string_view odd) {
  return name_of_odd(odd) == "a quotation mark"
             ? "remove the quotes, which docker --env-file, for one, does not; "
               "a file of such a name is written file:<path> with %22 or %27"
             : "remove it: printf, unlike echo, writes a secret without a line "
               "end, and in file:<path> a blank is written %20";
}

// Shows what stands around, and of what is meant no more than can be shown.
Error surrounded(std::string_view text, Ends ends, std::string_view what,
                 bool secret) {
  const std::string_view front = text.substr(0, ends.front);
  const std::string_view back = text.substr(text.size() - ends.back);
  const std::string_view meant =
      text.substr(ends.front, text.size() - ends.front - ends.back);
  std::string message(what);
  if (!front.empty()) {
    message += fmt::format(" begins with {}", name_of_odd(front));
  }
  if (!back.empty()) {
    message += fmt::format("{} ends with {}", front.empty() ? "" : " and",
                           name_of_odd(back));
  }
  Error error = make_error(ErrorCode::invalid_argument, std::move(message),
                           hint_for_ends(front.empty() ? back : front));
  error.notes.push_back(fmt::format("it reads {}{}{}", escaped(front),
                                    secret ? "***" : redact_url(meant),
                                    escaped(back)));
  return error;
}

Result<void> check_ends_of_url(std::string_view text) {
  const Ends ends =
      is_connection_string(text) ? ends_of_settings(text) : ends_of(text);
  if (ends.front + ends.back == 0) return {};
  return surrounded(text, ends, "the database URL", false);
}

}  // namespace

Result<DatabaseUrl> DatabaseUrl::read(std::string_view text) {
  if (text.find_first_not_of(white_space) == text.npos) return empty_url();
  if (auto good = check_ends_of_url(text); !good) return good.error();
  if (is_connection_string(text)) {
    return DatabaseUrl(driver_of_settings(), {}, text);
  }
  if (auto good = check_characters(text); !good) return good.error();
  const std::string_view scheme =
      text.substr(0, std::min(text.find(':'), text.size()));
  const KnownDriver* driver =
      scheme.size() < text.size() ? driver_of_scheme(scheme) : nullptr;
  if (driver == nullptr) {
    if (auto path = check_plain_path(text); !path) return path.error();
    return DatabaseUrl(driver_of_paths(), {}, text);
  }
  DatabaseUrl url(*driver, scheme, text);
  if (driver->has_authority && !url.rest().starts_with("//")) {
    return missing_slashes(scheme, *driver);
  }
  return url;
}

Result<DatabaseUrl> DatabaseUrl::parse(std::string_view text) {
  auto url = read(text);
  if (!url) return url;
  if (const Driver* driver = url->driver().linked()) {
    if (auto good = driver->check(*url); !good) return std::move(good).error();
  }
  return url;
}

std::string DatabaseUrl::shown() const { return redact_url(text_); }

std::size_t parameters_of_path(std::string_view path) {
  for (auto mark = path.find('?'); mark != path.npos;
       mark = path.find('?', mark + 1)) {
    if (begins_with_parameter(path.substr(mark + 1))) return mark;
  }
  return path.size();
}

std::string file_url(std::string_view path) {
  std::string url(path.starts_with("//") ? "file://" : "file:");
  for (const char c : path) {
    const bool plain = c != '%' && c != '?' && c != '#';
    url += plain ? std::string(1, c)
                 : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return url;
}

bool is_in_quotes(std::string_view text) {
  return std::any_of(quotes.begin(), quotes.end(), [&](auto quote) {
    return text.starts_with(quote) || text.ends_with(quote);
  });
}

Result<void> check_ends(std::string_view text, std::string_view what) {
  const Ends ends = ends_of(text);
  if (ends.front + ends.back == 0) return {};
  return surrounded(text, ends, what, true);
}

}  // namespace godwit::driver

namespace godwit {

Result<Dialect> dialect_of(std::string_view database_url) {
  const auto url = driver::DatabaseUrl::parse(database_url);
  if (!url) return url.error();
  return url->dialect();
}

}  // namespace godwit
