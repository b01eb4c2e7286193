// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/database_name.h"

#include <charconv>

#include "base/errors.h"

namespace godwit::driver::sqlite {
namespace {

Error no_path() {
  return make_error(ErrorCode::invalid_argument,
                    "the database URL names no file",
                    "write sqlite:<path>, or sqlite::memory:");
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
  uri.remove_prefix(std::string_view("file:").size());
  if (uri.starts_with("//")) {
    uri.remove_prefix(std::min(uri.find('/', 2), uri.size()));
  }
  return percent_decoded(uri.substr(0, uri.find_first_of("?#")));
}

std::string_view without_scheme(std::string_view url) {
  for (const std::string_view scheme : {"sqlite:", "sqlite3:"}) {
    if (!url.starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    if (url.starts_with("//")) url.remove_prefix(2);
    break;
  }
  return url;
}

}  // namespace

Result<DatabaseName> parse_database_name(std::string_view url) {
  if (url.starts_with("file:")) {
    return DatabaseName{std::string(url), true, path_of_uri(url)};
  }
  const std::string path(without_scheme(url));
  if (path.empty()) return no_path();
  // Some builds of SQLite take whatever begins with "file:" for a URI.
  return DatabaseName{path.starts_with("file:") ? "./" + path : path, false,
                      path};
}

}  // namespace godwit::driver::sqlite
