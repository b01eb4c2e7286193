// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite/open_sqlite.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <utility>

#include "base/errors.h"
#include "driver/errors.h"
#include "driver/sqlite/confinement.h"
#include "driver/sqlite/database_name.h"
#include "driver/sqlite/other_copy.h"
#include "driver/sqlite/session.h"

// CMake cannot see the header of every SQLite that a project brings.
#if SQLITE_VERSION_NUMBER < 3038000
#error "Godwit needs SQLite 3.38.0 or newer"
#endif

namespace godwit::driver {
namespace sqlite {
namespace {

namespace fs = std::filesystem;

constexpr const char* opened_for_reading = "opened for reading only";

Error null_connection() {
  return make_error(ErrorCode::invalid_argument, "the sqlite3* is null",
                    "open the database first");
}

Error opened_by_another_copy() {
  return make_error(
      ErrorCode::invalid_argument,
      "the sqlite3* was opened by another copy of SQLite than the one that "
      "Godwit is linked with",
      "link the application and Godwit with one: in CMake, a target "
      "SQLite::SQLite3 that is there before Godwit is taken by both");
}

std::string hint_for(const DatabaseName& name, int code) {
  std::error_code ignored;
  const fs::path path(name.path);
  const fs::path parent = path.has_parent_path() ? path.parent_path() : ".";
  if ((code & 0xff) == SQLITE_NOTADB) {
    return "name a SQLite database, or a file that does not exist yet; what is "
           "encrypted opens with the SQLite that encrypts it, and its key";
  }
  if (!fs::exists(parent, ignored)) {
    return fmt::format("make the directory \"{}\" first", parent.string());
  }
  if (fs::is_directory(path, ignored)) return "name a file, not a directory";
  if (name.uri && !fs::exists(path, ignored)) {
    return "the file is not there, and mode=rw or mode=ro does not make one";
  }
  if (code == SQLITE_READONLY_DIRECTORY) {
    return "a database in WAL mode is read by writing files beside it; open it "
           "as \"file:<path>?immutable=1\" if nobody writes to it";
  }
  return "check the permissions of the file and of its directory";
}

Error cannot_open(const DatabaseName& name, sqlite3* db) {
  const int code = sqlite3_extended_errcode(db);
  return make_error(ErrorCode::connection_failed,
                    fmt::format("cannot open the SQLite database \"{}\": {}",
                                name.path, sqlite3_errmsg(db)),
                    hint_for(name, code));
}

/// A connection and, if it is of no use, the reason.
struct Attempt {
  Database handle = {};
  int code = SQLITE_OK;
  std::optional<Error> error = {};
};

Attempt attempt(const DatabaseName& name, int flags,
                const OnConnect& on_connect) {
  sqlite3* raw = nullptr;
  const bool reading = (flags & SQLITE_OPEN_READONLY) != 0;
  // A connection is of one thread, but for sqlite3_interrupt, which takes no
  // mutex. An application that has had the handle may have passed it on.
  if (!on_connect) flags |= SQLITE_OPEN_NOMUTEX;
  const std::string filename =
      reading ? filename_for_reading(name) : name.filename;
  const int code =
      sqlite3_open_v2(filename.c_str(), &raw,
                      flags | (name.uri ? SQLITE_OPEN_URI : 0), nullptr);
  Attempt result{Database(raw)};
  if (code != SQLITE_OK) {
    result.code = sqlite3_extended_errcode(raw);
    result.error = cannot_open(name, raw);
    return result;
  }
  // Scripts must not reach past SQL into the database file.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // Without its key a file cannot even be looked at.
  if (on_connect) {
    auto set_up = on_connect({.sqlite = raw});
    if (!set_up) result.error = not_set_up(std::move(set_up).error());
  }
  return result;
}

// Reads the first page, because opening alone touches nothing: what is no
// database or needs recovery is seen here. One that is busy is one.
Attempt probed(Attempt open, const DatabaseName& name) {
  if (open.error) return open;
  sqlite3* db = open.handle.get();
  auto read = execute(db, "PRAGMA schema_version");
  if (read || read.error().code == ErrorCode::locked) return open;
  open.code = sqlite3_extended_errcode(db);
  open.error = cannot_open(name, db);
  return open;
}

Result<OpenDatabase> opened(const DatabaseName& name, Attempt attempt,
                            std::string read_only_reason = {}) {
  if (attempt.error) return *std::move(attempt.error);
  return OpenDatabase{.handle = std::move(attempt.handle),
                      .description = "sqlite:" + name.path,
                      .read_only_reason = std::move(read_only_reason)};
}

// Surely: a file in a directory that cannot be searched may well be there.
bool is_missing(const fs::path& path) {
  std::error_code unknown;
  return !fs::exists(path, unknown) && !unknown;
}

bool is_in_memory(const DatabaseName& name) {
  return name.path == ":memory:" ||
         (name.uri && name.filename.find("mode=memory") != std::string::npos);
}

// An empty database, so that looking at one that is not there creates nothing.
Result<OpenDatabase> open_stand_in(
    const DatabaseName& name, std::function<Result<OpenDatabase>()> again) {
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  auto database = opened(name, attempt({.filename = ":memory:"}, flags, {}),
                         "the file does not exist");
  if (!database) return database;
  database->description += " (the file does not exist)";
  database->read_only_hint = "correct its path, or make it with up";
  database->again = std::move(again);
  return database;
}

Result<OpenDatabase> open_for_writing(const DatabaseName& name,
                                      const ConnectOptions& options) {
  if (!options.create && !is_in_memory(name) && is_missing(name.path)) {
    return open_stand_in(
        name, [name, options] { return open_for_writing(name, options); });
  }
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  return opened(name, probed(attempt(name, flags, options.on_connect), name));
}

// From the header of the file, since asking SQLite would make the files that
// are to be avoided; and through SQLite's own handle, since closing another one
// would drop the locks that this process has on the file.
bool uses_wal(sqlite3* db) {
  sqlite3_file* file = nullptr;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (file == nullptr || file->pMethods == nullptr) return false;
  std::array<char, 20> header{};
  constexpr std::size_t read_version = 18;
  const int size = static_cast<int>(header.size());
  return file->pMethods->xRead(file, header.data(), size, 0) == SQLITE_OK &&
         header[read_version] == 2;
}

// For files that cannot be read without writing: one that a killed process has
// left needs recovery, and in WAL mode a read-only connection leaves its helper
// files behind for ever.
Result<OpenDatabase> open_without_writing(const DatabaseName& name,
                                          const OnConnect& on_connect) {
  Attempt second =
      probed(attempt(name, SQLITE_OPEN_READWRITE, on_connect), name);
  if (!second.error) write_pragma(second.handle.get(), "query_only", "1");
  return opened(name, std::move(second), opened_for_reading);
}

Result<OpenDatabase> open_for_reading(const DatabaseName& name,
                                      const OnConnect& on_connect) {
  Attempt first = attempt(name, SQLITE_OPEN_READONLY, on_connect);
  if (first.error && is_missing(name.path)) {
    return open_stand_in(name, [name, on_connect] {
      return open_for_reading(name, on_connect);
    });
  }
  // It was not there, and somebody has made it since.
  if ((first.code & 0xff) == SQLITE_CANTOPEN) {
    first = attempt(name, SQLITE_OPEN_READONLY, on_connect);
  }
  if (!first.error && uses_wal(first.handle.get())) {
    return open_without_writing(name, on_connect);
  }
  first = probed(std::move(first), name);
  if ((first.code & 0xff) == SQLITE_READONLY) {
    return open_without_writing(name, on_connect);
  }
  return opened(name, std::move(first), opened_for_reading);
}

std::unique_ptr<Session> session_on(OpenDatabase database) {
  return std::make_unique<SqliteSession>(std::move(database));
}

}  // namespace

Result<Database> open_file(const std::string& path, bool for_reading,
                           const OnConnect& on_connect) {
  const DatabaseName name{.filename = path, .path = path};
  auto database = for_reading
                      ? open_for_reading(name, on_connect)
                      : open_for_writing(name, {.on_connect = on_connect});
  if (!database) return std::move(database).error();
  return std::move(database->handle);
}

Result<OpenDatabase> open_database(const DatabaseUrl& url,
                                   const ConnectOptions& options) {
  auto name = parse_database_name(url);
  if (!name) return std::move(name).error();
  return options.read_only ? open_for_reading(*name, options.on_connect)
                           : open_for_writing(*name, options);
}

}  // namespace sqlite

OpenedSession open_sqlite(const DatabaseUrl& url,
                          const ConnectOptions& options) {
  auto database = sqlite::open_database(url, options);
  if (!database) return std::move(database).error();
  database->on_connect = options.on_connect;
  return sqlite::session_on(*std::move(database));
}

Result<CreatedDatabase> create_sqlite(const DatabaseUrl& url,
                                      const ConnectOptions& options) {
  using namespace sqlite;
  auto name = parse_database_name(url);
  if (!name) return std::move(name).error();
  const bool missing = !is_in_memory(*name) && is_missing(name->path);
  auto database = missing ? open_for_writing(*name, options)
                          : open_for_reading(*name, options.on_connect);
  if (!database) return std::move(database).error();
  return CreatedDatabase{.created = missing,
                         .description = std::move(database->description)};
}

OpenedSession open_confined_sqlite(const DatabaseUrl& url,
                                   const ConnectOptions& options) {
  using namespace sqlite;
  auto name = parse_database_name(url);
  if (!name) return std::move(name).error();
  auto database = open_for_writing(*name, options);
  if (!database) return std::move(database).error();
  return confined_session(*std::move(database));
}

OpenedSession use_sqlite(sqlite3* connection) {
  using namespace sqlite;
  if (connection == nullptr) return null_connection();
  if (is_of_another_copy(connection)) return opened_by_another_copy();
  if (in_transaction(connection)) return inside_transaction();
  const char* path = sqlite3_db_filename(connection, "main");
  const std::string shown =
      path == nullptr || *path == '\0' ? ":memory:" : path;
  return session_on({.handle = Database(connection, CloseDatabase{false}),
                     .description = "sqlite:" + shown});
}

}  // namespace godwit::driver
