// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/database_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.h"
#include "base/errors.h"

namespace godwit::driver::sqlite {
namespace {

constexpr std::string_view file_scheme = "file:";

Error no_path() {
  return make_error(ErrorCode::invalid_argument,
                    "the database URL names no file",
                    "write sqlite:<path>, or sqlite::memory:");
}

Error quoted_path() {
  return make_error(
      ErrorCode::invalid_argument,
      "the path of the database has a quotation mark at one of its ends",
      "remove the quotes; a file of such a name is written file:<path> with "
      "%22 or %27");
}

Error user_without_server() {
  return make_error(
      ErrorCode::invalid_argument,
      "the database URL names a user of a SQLite file",
      "write sqlite:<path>: a file has neither user nor password");
}

Error host_of_file() {
  return make_error(ErrorCode::invalid_argument,
                    "the database URL names a host that the file is on",
                    "write file:<path>, or file:///<path> from the root");
}

Error host_of_sqlite() {
  return make_error(
      ErrorCode::invalid_argument,
      "the database URL names a host, or a directory in the place of one",
      "write sqlite:<path>, or sqlite:///<path> from the root");
}

bool is_key_character(char c) { return is_letter(c) || c == '_'; }

// Names the key alone, since the value may be a secret, as may be what is no
// key at all.
Error unknown_parameter(std::string_view key) {
  const bool plain = std::all_of(key.begin(), key.end(), is_key_character);
  return make_error(
      ErrorCode::invalid_argument,
      plain ? fmt::format("unknown parameter \"{}\" in the database URL", key)
            : "unknown parameter in the database URL",
      "known are mode, cache and immutable; write file:<path>?… for all that "
      "SQLite knows, and pragmas such as journal_mode into a migration");
}

Error unknown_mode() {
  return make_error(ErrorCode::invalid_argument,
                    "unknown mode of the SQLite file in the database URL",
                    "known are mode=ro, mode=rw, mode=rwc and mode=memory");
}

// "%41" is "A"; what is no such number stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned char byte = 0;
    const char* digits = text.data() + at + 1;
    if (text[at] == '%' && at + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded += static_cast<char>(byte);
      at += 2;
    } else {
      decoded += text[at];
    }
  }
  return decoded;
}

std::string path_of_uri(std::string_view uri) {
  uri.remove_prefix(file_scheme.size());
  if (uri.starts_with("//")) {
    uri.remove_prefix(std::min(uri.find('/', 2), uri.size()));
  }
  return percent_decoded(uri.substr(0, uri.find_first_of("?#")));
}

// What stands between "//" and the next slash.
std::string_view host_of(std::string_view text) {
  if (!text.starts_with("//")) return {};
  text.remove_prefix(2);
  return text.substr(0, text.find('/'));
}

Result<DatabaseName> name_of_uri(std::string_view uri) {
  const std::string_view rest = uri.substr(file_scheme.size());
  const std::string_view host =
      host_of(rest.substr(0, rest.find_first_of("?#")));
  if (!host.empty() && host != "localhost") return host_of_file();
  std::string path = path_of_uri(uri);
  // SQLite would make a file that it deletes at the end.
  if (path.empty()) return no_path();
  return DatabaseName{std::string(uri), true, std::move(path)};
}

bool is_known_mode(std::string_view mode) {
  constexpr std::array<std::string_view, 4> modes = {"ro", "rw", "rwc",
                                                     "memory"};
  return std::find(modes.begin(), modes.end(), mode) != modes.end();
}

Result<void> check_parameters(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter =
        parameters.substr(0, parameters.find('&'));
    const std::string_view key = parameter.substr(0, parameter.find('='));
    const std::string_view value =
        parameter.substr(std::min(key.size() + 1, parameter.size()));
    if (key == "mode" && !is_known_mode(value)) return unknown_mode();
    if (key != "mode" && key != "cache" && key != "immutable") {
      return unknown_parameter(key);
    }
    parameters.remove_prefix(std::min(parameter.size() + 1, parameters.size()));
  }
  return {};
}

// SQLite reads parameters from URIs only.
Result<DatabaseName> name_with_parameters(std::string_view path,
                                          std::string_view parameters) {
  if (auto known = check_parameters(parameters); !known) return known.error();
  if (path.empty()) return no_path();
  return DatabaseName{fmt::format("{}?{}", file_url(path), parameters), true,
                      std::string(path)};
}

Result<DatabaseName> name_of_path(std::string_view path) {
  if (path.empty()) return no_path();
  if (is_in_quotes(path)) return quoted_path();
  // Some builds of SQLite take whatever begins with "file:" for a URI.
  return DatabaseName{
      fmt::format("{}{}", path.starts_with(file_scheme) ? "./" : "", path),
      false, std::string(path)};
}

// `sqlite://user@host/…`, and `sqlite:user:password@…` too.
bool names_user(const DatabaseUrl& url) {
  return host_of(url.rest()).find('@') != std::string_view::npos ||
         url.shown().find(":***@") != std::string::npos;
}

// `sqlite://host/…`, which nobody can tell from the first directory of a path.
// Not `sqlite://shop.db`, `sqlite://./shop.db` and `sqlite://C:/shop.db`.
bool names_host(std::string_view path) {
  const std::string_view host = host_of(path);
  if (host.empty() || host == "." || host == ".." || host == ":memory:") {
    return false;
  }
  const std::size_t colon = host.find(':');
  const bool drive = colon == 1 && host.size() == 2;
  return !drive && (colon != host.npos || path.size() > host.size() + 2);
}

// Behind `sqlite:`.
Result<DatabaseName> name_of_rest(std::string_view rest) {
  std::string_view path = rest.substr(0, parameters_of_path(rest));
  if (names_host(path)) return host_of_sqlite();
  const bool parameters = path.size() < rest.size();
  const std::string_view behind =
      rest.substr(path.size() + (parameters ? 1 : 0));
  if (path.starts_with("//")) path.remove_prefix(2);
  return parameters ? name_with_parameters(path, behind) : name_of_path(path);
}

}  // namespace

Result<DatabaseName> parse_database_name(const DatabaseUrl& url) {
  if (url.scheme() == "file") return name_of_uri(url.text());
  if (url.scheme().empty()) return name_of_path(url.text());
  if (names_user(url)) return user_without_server();
  return name_of_rest(url.rest());
}

std::string filename_for_reading(const DatabaseName& name) {
  std::string filename = name.filename;
  if (!name.uri) return filename;
  for (const std::string_view mode : {"mode=rwc", "mode=rw"}) {
    for (const char before : {'?', '&'}) {
      const std::string wanted = before + std::string(mode);
      const std::size_t at = filename.find(wanted);
      const std::size_t end = at + wanted.size();
      const bool whole =
          at != filename.npos && (end == filename.size() ||
                                  filename[end] == '&' || filename[end] == '#');
      if (whole) filename.replace(at + 1, mode.size(), "mode=ro");
    }
  }
  return filename;
}

}  // namespace godwit::driver::sqlite
