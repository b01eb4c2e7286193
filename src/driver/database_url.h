// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>
#include <godwit/sql.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "driver/driver.h"

namespace godwit::driver {

/// A database URL, a path or libpq's `key=value`, understood once for all that
/// use it.
class DatabaseUrl {
 public:
  /// Fails with invalid_argument for whatever would silently lead elsewhere:
  /// what stands around it (quotes, blanks, line ends), schemes that are not
  /// known, words that could be anything, and what its driver refuses, where
  /// that is linked. No error holds a password.
  static Result<DatabaseUrl> parse(std::string_view text);

  const KnownDriver& driver() const noexcept { return *driver_; }
  Dialect dialect() const noexcept { return driver_->dialect; }
  /// May hold a password: never to be shown.
  const std::string& text() const noexcept { return text_; }
  /// Empty: a path, or settings.
  std::string_view scheme() const noexcept { return scheme_; }
  /// What stands behind the scheme and its colon, such as `//host/shop`, or
  /// all.
  std::string_view rest() const noexcept {
    const std::string_view text = text_;
    return text.substr(scheme_.empty() ? 0 : scheme_.size() + 1);
  }
  /// For people: with "***" where a password is or could be.
  std::string shown() const;

 private:
  DatabaseUrl(const KnownDriver& driver, std::string_view scheme,
              std::string_view text)
      : driver_(&driver), scheme_(scheme), text_(text) {}

  static Result<DatabaseUrl> read(std::string_view text);

  const KnownDriver* driver_;
  std::string scheme_;
  std::string text_;
};

/// A URI of a file for SQLite, whatever stands in its path.
std::string file_url(std::string_view path);

/// Where the parameters of a path begin that is followed by `?key=value`: the
/// place of the question mark, or the size of the path.
std::size_t parameters_of_path(std::string_view path);

/// Whether a text has a quotation mark at one of its ends, as values have that
/// docker --env-file and the like hand on with their quotes.
bool is_in_quotes(std::string_view text);

/// Refuses quotation marks, blanks and line ends at the ends of what was given
/// for a database, which `what` names. `shown`: with or without its secrets.
Result<void> check_ends(std::string_view text, std::string_view what);

}  // namespace godwit::driver
