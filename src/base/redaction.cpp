// SPDX-License-Identifier: BSL-1.0
#include "base/redaction.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace godwit {
namespace {

constexpr std::string_view mask = "***";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_key_character(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || is_digit(c) || c == '_' || c == '%';
}

// libpq decodes percent signs in the names of parameters too, so a name that
// holds one could be any.
bool is_secret_key(std::string key) {
  std::transform(key.begin(), key.end(), key.begin(), lower);
  constexpr std::array<std::string_view, 10> parts = {
      "password", "passwd", "pwd",     "passphrase", "token",
      "secret",   "scram_", "api_key", "apikey",     "%"};
  constexpr std::array<std::string_view, 3> names = {"key", "hexkey",
                                                     "textkey"};
  return std::any_of(parts.begin(), parts.end(),
                     [&](auto part) { return key.find(part) != key.npos; }) ||
         std::find(names.begin(), names.end(), key) != names.end();
}

// How long the scheme of a file is; 0: it is none.
std::size_t file_scheme(std::string_view text) {
  for (const std::string_view scheme : {"sqlite:", "sqlite3:", "file:"}) {
    if (text.starts_with(scheme)) return scheme.size();
  }
  return 0;
}

bool is_local_file(std::string_view text) { return file_scheme(text) > 0; }

// Where user name and password would begin. Behind another colon, "://" may be
// a part of a password.
std::size_t authority_begin(std::string_view text) {
  const std::size_t scheme = text.find("://");
  const bool first = scheme != text.npos && scheme == text.find(':');
  return first ? scheme + 3 : 0;
}

bool is_url(std::string_view text) {
  // In a connection string it is a part of some value.
  const bool scheme =
      authority_begin(text) > 0 && text.find("://") < text.find('=');
  return scheme || is_local_file(text);
}

// The word before the equals sign; libpq allows space between.
std::string key_before(std::string_view text, std::size_t equals) {
  std::size_t end = equals;
  while (end > 0 && is_space(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_key_character(text[begin - 1])) --begin;
  return std::string(text.substr(begin, end - begin));
}

// Where a value of a connection string ends, by libpq's rules: a backslash
// keeps the next character, and quotes keep spaces.
std::size_t connection_value_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  const bool quoted = at < text.size() && text[at] == '\'';
  const std::string_view stops = quoted ? "'" : " \t\r\n\f\v";
  for (at += quoted ? 1 : 0; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (stops.find(text[at]) != stops.npos) {
      return quoted ? at + 1 : at;
    }
  }
  return text.size();
}

std::size_t value_end(std::string_view text, std::size_t at, bool url) {
  return url ? std::min(text.find('&', at), text.size())
             : connection_value_end(text, at);
}

std::string hide_parameters(std::string_view text) {
  const bool url = is_url(text);
  std::string shown;
  std::size_t kept = 0;
  for (auto at = text.find('='); at != text.npos; at = text.find('=', at)) {
    ++at;
    if (!is_secret_key(key_before(text, at - 1))) continue;
    shown.append(text.substr(kept, at - kept)).append(mask);
    kept = at = value_end(text, at, url);
  }
  return shown.append(text.substr(kept));
}

// `user:password` with the host forgotten looks like `host:port`.
bool looks_like_port(std::string_view text) {
  const std::string_view port = text.substr(0, text.find_first_of(",/?#"));
  return std::all_of(port.begin(), port.end(), is_digit);
}

// Everything from the first colon to the last @ goes, since a password that
// was not percent-encoded may hold any of `@/?#:`.
std::string hide_user_info(std::string text) {
  const std::size_t begin = authority_begin(text);
  const std::size_t at = text.rfind('@');
  const bool has_user = at != text.npos && at >= begin;
  if (has_user) {
    const std::size_t colon = text.find(':', begin);
    if (colon < at) text.replace(colon + 1, at - colon - 1, mask);
    return text;
  }
  const std::size_t end =
      std::min(text.find_first_of("/?#", begin), text.size());
  const std::size_t colon = text.find(':', begin);
  const bool ipv6 = text.substr(begin, 1) == "[";
  if (begin > 0 && !ipv6 && colon < end &&
      !looks_like_port(std::string_view(text).substr(colon + 1))) {
    text.replace(colon + 1, text.npos, mask);
  }
  return text;
}

// A file has no user, but who writes one gives a password too. The drive of
// `sqlite:C:/a@b.db` is none, nor is what stands in the path.
std::string hide_user_of_file(std::string text) {
  std::size_t begin = file_scheme(text);
  if (std::string_view(text).substr(begin).starts_with("//")) begin += 2;
  const std::size_t colon = text.find_first_of(":/", begin);
  const std::size_t at = text.rfind('@');
  const bool user = colon != text.npos && text[colon] == ':' &&
                    colon != begin + 1 && at != text.npos && at > colon;
  if (user) text.replace(colon + 1, at - colon - 1, mask);
  return text;
}

}  // namespace

std::string redact_url(std::string_view url) {
  if (is_local_file(url)) {
    return hide_parameters(hide_user_of_file(std::string(url)));
  }
  // `user:password@host`, whose password may look like a parameter. Elsewhere a
  // parameter may look like the end of a password.
  const bool bare = authority_begin(url) == 0 && url.find(':') < url.find('=');
  if (bare) return hide_parameters(hide_user_info(std::string(url)));
  return hide_user_info(hide_parameters(url));
}

std::string redact(std::string_view message, std::string_view secret) {
  std::string shown;
  if (secret.empty()) return std::string(message);
  for (auto at = message.find(secret); at != message.npos;
       at = message.find(secret)) {
    shown.append(message.substr(0, at)).append(mask);
    message.remove_prefix(at + secret.size());
  }
  return shown.append(message);
}

}  // namespace godwit
