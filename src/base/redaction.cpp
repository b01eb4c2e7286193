// SPDX-License-Identifier: BSL-1.0
#include "base/redaction.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"

namespace godwit {
namespace {

constexpr std::string_view mask = "***";

std::string asterisks(std::string_view text) {
  return std::string(code_points(text), '*');
}

using Secrets = std::vector<Secret>;

bool is_key_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '%';
}

// libpq decodes percent signs in the names of parameters too, so a name that
// holds one could be any.
bool is_secret_key(std::string_view name) {
  constexpr std::array<std::string_view, 3> names = {"key", "hexkey",
                                                     "textkey"};
  const std::string key = lower(name);
  return key.find('%') != key.npos || is_secret_name(key) ||
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
std::string_view key_before(std::string_view text, std::size_t equals) {
  std::size_t end = equals;
  while (end > 0 && is_space(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_key_character(text[begin - 1])) --begin;
  return text.substr(begin, end - begin);
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

void add_parameters(std::string_view text, Secrets& found) {
  const bool url = is_url(text);
  for (auto at = text.find('='); at != text.npos; at = text.find('=', at)) {
    ++at;
    if (!is_secret_key(key_before(text, at - 1))) continue;
    const std::size_t end = value_end(text, at, url);
    found.push_back({at, end});
    at = end;
  }
}

// `user:password` with the host forgotten looks like `host:port`.
bool looks_like_port(std::string_view text) {
  const std::string_view port = text.substr(0, text.find_first_of(",/?#"));
  return std::all_of(port.begin(), port.end(), is_digit);
}

bool is_within(const Secrets& found, std::size_t at) {
  return std::any_of(found.begin(), found.end(), [&](const Secret& secret) {
    return at >= secret.begin && at < secret.end;
  });
}

// Everything from the first colon to the last @ goes, since a password that
// was not percent-encoded may hold any of `@/?#:`. Behind a port, an @ that
// belongs to a parameter ends no password.
void add_password(std::string_view text, Secrets& found) {
  const std::size_t begin = authority_begin(text);
  const std::size_t colon = text.find(':', begin);
  if (colon == text.npos) return;
  const bool port = looks_like_port(text.substr(colon + 1));
  const std::size_t first_at = text.find('@', begin);
  if (first_at != text.npos && !(port && is_within(found, first_at))) {
    const std::size_t last_at = text.rfind('@');
    if (colon < last_at) found.push_back({colon + 1, last_at});
    return;
  }
  const std::size_t end =
      std::min(text.find_first_of("/?#", begin), text.size());
  const bool ipv6 = text.substr(begin, 1) == "[";
  if (begin > 0 && !ipv6 && !port && colon < end) {
    found.push_back({colon + 1, text.size()});
  }
}

// A file has no user, but who writes one gives a password too. The drive of
// `sqlite:C:/a@b.db` is none, nor is what stands in the path.
void add_password_of_file(std::string_view text, Secrets& found) {
  std::size_t begin = file_scheme(text);
  if (text.substr(begin).starts_with("//")) begin += 2;
  const std::size_t colon = text.find_first_of(":/", begin);
  const std::size_t at = text.rfind('@');
  const bool user = colon != text.npos && text[colon] == ':' &&
                    colon != begin + 1 && at != text.npos && at > colon;
  if (user) found.push_back({colon + 1, at});
}

}  // namespace

std::string masked(std::string_view text, std::vector<Secret> secrets) {
  std::sort(secrets.begin(), secrets.end());
  std::string shown;
  std::size_t kept = 0;
  for (const auto& [begin, end] : secrets) {
    if (begin > kept || kept == 0) {
      shown.append(text.substr(kept, begin - kept)).append(mask);
    }
    kept = std::max(kept, end);
  }
  return shown.append(text.substr(kept));
}

std::string masked_line(std::string_view text, std::size_t begin,
                        std::size_t end, std::span<const Secret> secrets) {
  // From the first one that does not end before the line.
  const auto after = std::upper_bound(
      secrets.begin(), secrets.end(), begin,
      [](std::size_t at, const Secret& secret) { return at < secret.end; });
  std::string line;
  std::size_t kept = begin;
  for (auto secret = after; secret != secrets.end() && secret->begin < end;
       ++secret) {
    const std::size_t from = std::max(secret->begin, kept);
    const std::size_t to = std::min(secret->end, end);
    line += text.substr(kept, from - kept);
    line += asterisks(text.substr(from, to - from));
    kept = to;
  }
  return line.append(text.substr(kept, end - kept));
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

// A password may look like a parameter and a parameter like the end of a
// password, so both are looked for in the whole text.
std::vector<Secret> secrets_of_url(std::string_view url) {
  Secrets found;
  add_parameters(url, found);
  if (is_local_file(url)) {
    add_password_of_file(url, found);
  } else {
    add_password(url, found);
  }
  return found;
}

std::string redact_url(std::string_view url) {
  return masked(url, secrets_of_url(url));
}

}  // namespace godwit
