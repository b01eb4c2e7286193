// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/embedded_data.h>

#include <cstddef>
#include <string>

// What programs below C++20 use, by `migrate` of a generated header: C++11 is
// enough, and linking a set does not raise the language of an application.

struct pg_conn;  // libpq's PGconn
struct sqlite3;

namespace godwit {

/// What came of it. What was applied stays, also where a later one failed.
struct Migrated {
  /// How many migrations were applied and kept, by this call.
  std::size_t applied;
  /// Why it failed, over several lines as a compiler would print it, without a
  /// final newline. Empty: all went well.
  std::string error;

  bool ok() const { return error.empty(); }
};

/// `Migrator::up` of a set, with all that it requires, on a connection that is
/// made and closed again, or on one of the application as by `adopt`. Throws
/// nothing of its own.
Migrated migrate(const EmbeddedData& set, const char* database_url);
Migrated migrate(const EmbeddedData& set, ::sqlite3* connection);
Migrated migrate(const EmbeddedData& set, ::pg_conn* connection);

}  // namespace godwit
