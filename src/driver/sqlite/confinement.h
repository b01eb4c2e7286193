// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <sqlite3.h>

#include <memory>
#include <string>

#include "driver/sqlite/session.h"

namespace godwit::driver::sqlite {

/// Keeps what runs on a connection from opening any file but the database: no
/// ATTACH of one, no VACUUM INTO, no extension, no function or pragma that
/// reads or writes files. Must live at the same place for as long as statements
/// are prepared on the connection.
class Confinement {
 public:
  explicit Confinement(sqlite3* db);
  Confinement(const Confinement&) = delete;
  Confinement& operator=(const Confinement&) = delete;

  /// Forgets what was refused before.
  void forget() { refused_.clear(); }
  /// The last that was refused, such as "ATTACH of \"shop.db\"". Empty: nothing
  /// was.
  const std::string& refused() const { return refused_; }
  /// The error for that.
  Error error() const;

 private:
  static int authorize(void* self, int action, const char* first,
                       const char* second, const char* database,
                       const char* trigger);
  /// What an action would reach. Empty: nothing but the database.
  static std::string reached(int action, const char* first, const char* second);

  std::string refused_;
};

/// A session whose scripts reach nothing but its database. What they are
/// refused fails like a statement, with the place, and `unsupported`.
std::unique_ptr<driver::Session> confined_session(OpenDatabase database);

}  // namespace godwit::driver::sqlite
