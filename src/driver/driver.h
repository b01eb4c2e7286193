// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>
#include <godwit/sql.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "driver/session.h"
#include "sql/statements.h"

namespace godwit::driver {

class DatabaseUrl;

using OpenedSession = Result<std::unique_ptr<Session>>;

/// A database's own parser, on no database or one that is empty and stays so.
class Parser {
 public:
  struct Complaint {
    std::string message;
    /// In the statement, in bytes.
    std::size_t offset = 0;
  };

  virtual ~Parser() = default;
  /// Absent: it takes the statement. That tables are missing is no complaint.
  virtual std::optional<Complaint> complaint(
      std::string_view statement) const = 0;
};

/// Finds what stands in double quotes, as names do, and is taken for a string,
/// since nothing is called so. That takes the tables that are there then; so
/// the statements run, on a scratch database.
class MisreadNames {
 public:
  virtual ~MisreadNames() = default;
  /// The first one of a statement that could run now. Names in views and
  /// triggers are looked at where these are made.
  virtual std::optional<sql::Token> find(std::string_view statement) const = 0;
  /// False: it failed.
  virtual bool run(std::string_view statement) const = 0;
};

/// A database that was made to be thrown away, and is when this is.
class ScratchDatabase {
 public:
  virtual ~ScratchDatabase() = default;
  /// May hold a password.
  virtual std::string url() const = 0;
};

/// What `create_database` has made, or found.
struct CreatedDatabase {
  bool created = false;
  /// As Session::description.
  std::string description = {};
};

/// What the library of a driver can do. A driver is not a dialect: several may
/// share one.
class Driver {
 public:
  virtual ~Driver() = default;

  /// Whether the URL can be understood, without connecting. No error shows it.
  virtual Result<void> check(const DatabaseUrl& url) const = 0;
  /// A session on a connection of its own.
  virtual OpenedSession open(const DatabaseUrl& url,
                             const ConnectOptions& options) const = 0;
  /// The same, for scripts that are only tried out and must reach nothing else,
  /// as far as the database can keep them from it.
  virtual OpenedSession open_confined(const DatabaseUrl& url,
                                      const ConnectOptions& options) const = 0;
  /// Makes the database that the URL names, empty, unless it is there. Waits
  /// for the server as `open` does.
  virtual Result<CreatedDatabase> create_database(
      const DatabaseUrl& url, const ConnectOptions& options) const = 0;
  /// A session on the application's connection, which stays the application's.
  /// Only for connections of the library that the driver uses.
  virtual OpenedSession adopt(::pg_conn* connection) const;
  virtual OpenedSession adopt(::sqlite3* connection) const;
  /// A new database for each connection, which needs no server and leaves
  /// nothing behind. Empty: there is no such thing.
  virtual std::string_view scratch_url() const { return {}; }
  /// An empty database on the server that the URL leads to; or a copy of the
  /// one there, to which nobody may be connected.
  virtual Result<std::unique_ptr<ScratchDatabase>> make_beside(
      const DatabaseUrl& url, const ConnectOptions& options, bool copy) const;
  /// Null: it has none that works without a database.
  virtual std::unique_ptr<Parser> parser() const { return nullptr; }
  /// Null: the database takes no name for a string.
  virtual std::unique_ptr<MisreadNames> misread_names() const {
    return nullptr;
  }
};

/// What is known of a driver whether or not this program has it.
struct KnownDriver {
  /// For people.
  std::string_view name;
  Dialect dialect;
  /// Of its URLs.
  std::span<const std::string_view> schemes;
  /// Two slashes follow each of them.
  bool has_authority;
  /// How a URL of it is written.
  std::string_view example;
  /// What a program links to have it.
  std::string_view target;
  /// What Godwit is built with to have that. Empty: it is built so.
  std::string_view missing_option;
  /// Null: this program does not have it.
  const Driver* (*linked)();
};

/// All of them.
std::span<const KnownDriver> known_drivers();

/// The one whose schemes have this one, in small letters. Null: none.
const KnownDriver* driver_of_scheme(std::string_view scheme);

/// Of what has no scheme: paths, and settings as `key=value`.
const KnownDriver& driver_of_paths();
const KnownDriver& driver_of_settings();

/// One of this dialect that has scratch databases and is linked. Null: none.
const Driver* scratch_driver(Dialect dialect);

/// The driver itself, or what to link.
Result<const Driver*> linked_driver(const KnownDriver& known);

}  // namespace godwit::driver
