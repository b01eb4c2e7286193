// SPDX-License-Identifier: BSL-1.0
#include "driver/libsql/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/read_file.h"
#include "driver/host.h"

namespace godwit::driver::libsql {
namespace {

constexpr const char* token_variable = "DATABASE_AUTH_TOKEN";
constexpr const char* token_file_variable = "DATABASE_AUTH_TOKEN_FILE";
constexpr std::uint64_t largest_token = 64 * 1024;

Error no_host() {
  return make_error(ErrorCode::invalid_argument,
                    "the database URL names no host",
                    "write libsql://<host>, as `turso db show` prints "
                    "it");
}

Error secret_in_url(std::string_view what) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the database URL holds {}", what),
      fmt::format("URLs are shown; put the token into {}, or into a file that "
                  "{} names",
                  token_variable, token_file_variable));
}

Error odd_part(std::string_view what) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("the URL of a libSQL server has {}", what),
      "write libsql://<host>, libsql://<host>:<port>, or the same with ?tls=0 "
      "for a server without TLS");
}

Error without_tls(std::string_view host) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("{} is another machine, and http:// would let everybody on "
                  "the way read the token",
                  host),
      fmt::format("write libsql://{0}, or libsql://{0}?tls=0 where the way is "
                  "your own",
                  host));
}

Error bad_token(std::string_view where, std::string_view why) {
  return make_error(
      ErrorCode::invalid_argument, fmt::format("{} {}", where, why),
      "a token is one word, as `turso db tokens create` prints it");
}

Error unreadable_token(std::string_view path) {
  return make_error(
      ErrorCode::io,
      fmt::format("cannot read \"{}\", which {} names", path,
                  token_file_variable),
      "correct the path, or make the file readable for this user");
}

/// What stands between the slashes and the end.
struct UrlParts {
  std::string_view host = {};
  std::string_view path = {};
  std::string_view parameters = {};
};

UrlParts parts_of_url(std::string_view rest) {
  rest.remove_prefix(2);
  UrlParts parts;
  const std::size_t question = std::min(rest.find('?'), rest.size());
  parts.parameters = rest.substr(std::min(question + 1, rest.size()));
  rest = rest.substr(0, question);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  parts.host = rest.substr(0, slash);
  parts.path = rest.substr(slash);
  return parts;
}

bool is_host_character(char c) {
  constexpr std::string_view others = "-._:[]";
  return is_letter(c) || is_digit(c) || others.find(c) != others.npos;
}

/// Whether TLS is asked for, and whether the URL itself says so.
struct Tls {
  bool wanted = true;
  bool said = false;
};

Result<Tls> tls_of(std::string_view scheme, std::string_view parameters) {
  if (parameters.empty()) return Tls{.wanted = scheme != "http"};
  if (parameters == "tls=0") return Tls{.wanted = false, .said = true};
  if (parameters == "tls=1") return Tls{.wanted = true, .said = true};
  if (lower(parameters).find("token") != parameters.npos) {
    return secret_in_url("a token");
  }
  return odd_part("parameters that are not known");
}

Result<std::string> word_of(std::string text, std::string_view where) {
  const auto is_odd = [](char c) { return c <= ' ' || c == '\x7f'; };
  if (text.empty()) return bad_token(where, "is empty");
  if (std::any_of(text.begin(), text.end(), is_odd)) {
    return bad_token(where, "holds a blank or a line end inside");
  }
  return text;
}

}  // namespace

Result<Address> address_of(const DatabaseUrl& url) {
  const UrlParts parts = parts_of_url(url.rest());
  if (parts.host.find('@') != parts.host.npos) {
    return secret_in_url("a user or a password");
  }
  if (without_port(parts.host).empty()) return no_host();
  if (!std::all_of(parts.host.begin(), parts.host.end(), is_host_character)) {
    return odd_part("a host with odd characters");
  }
  if (parts.path.size() > 1) return odd_part("a path");
  const auto tls = tls_of(url.scheme(), parts.parameters);
  if (!tls) return tls.error();
  if (!tls->wanted && !tls->said && !is_this_machine(parts.host)) {
    return without_tls(parts.host);
  }
  return Address{.origin = fmt::format(
                     "{}://{}", tls->wanted ? "https" : "http", parts.host),
                 .shown = fmt::format("libSQL database at {}", parts.host),
                 .this_machine = is_this_machine(parts.host)};
}

Result<std::string> auth_token() {
  // An empty one is how some set none.
  const char* token = std::getenv(token_variable);
  if (token != nullptr && *token != '\0') return word_of(token, token_variable);
  const char* path = std::getenv(token_file_variable);
  if (path == nullptr || *path == '\0') return std::string();
  ReadFile file =
      read_to_the_end(path, {.file = largest_token, .stream = largest_token});
  if (file.problem != ReadProblem::none) return unreadable_token(path);
  while (!file.bytes.empty() && is_space(file.bytes.back())) {
    file.bytes.pop_back();
  }
  return word_of(std::move(file.bytes), fmt::format("\"{}\"", path));
}

}  // namespace godwit::driver::libsql
