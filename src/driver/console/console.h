// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>
#include <godwit/sql.h>
#include <godwit/stop.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "driver/database_url.h"

namespace godwit::driver::console {

/// A value as the database writes it, to the last digit.
struct Cell {
  /// SQLite keeps it with each value; of PostgreSQL there are texts and bytes,
  /// whose meaning is that of their column.
  enum class Kind : std::uint8_t { text, integer, real, bytes };

  /// Bytes as they are.
  std::string text = {};
  Kind kind = Kind::text;

  bool is_bytes() const noexcept { return kind == Kind::bytes; }
  friend bool operator==(const Cell&, const Cell&) = default;
};

/// Absent: NULL.
using Value = std::optional<Cell>;
using Values = std::vector<Value>;

/// One statement with values for `$1`, `$2`, … in that order.
struct Statement {
  std::string sql = {};
  Values parameters = {};
  /// PostgreSQL, reading: names are those of pg_catalog, whatever search_path
  /// says, so that nobody can put his own in their place. For statements that
  /// name no type or operator of the user's.
  bool pinned = false;
};

/// Hears what comes of a statement while it comes; both may be empty.
struct Receiver {
  /// Once, before any row, where the statement has rows.
  std::function<void(const std::vector<std::string>& names)> columns = {};
  /// False: enough.
  std::function<bool(Values row)> row = {};
};

struct Done {
  /// Rows that were inserted, changed or deleted.
  std::int64_t changed = 0;
  /// What the database calls it, such as "UPDATE 3". Empty: it does not say.
  std::string command = {};
  /// Of the columns, as SQL names them. Each empty where none is known; all
  /// left out where nobody has asked.
  std::vector<std::string> types = {};
  /// The receiver had enough, and there is more.
  bool more = false;
};

/// Where a statement has failed, as far as the database tells.
struct Spot {
  /// In the statement, in bytes.
  std::optional<std::size_t> offset = {};
  std::string column = {};
  std::string constraint = {};
  /// Of the parameter that the database cannot read, from 1.
  std::optional<std::size_t> parameter = {};
};

enum class Access : std::uint8_t {
  /// Statements of Godwit's own, which only read; each by itself.
  reading,
  /// Anybody's statements, which must not write, whatever they say; each by
  /// itself. PostgreSQL: as a role that can reach no file of the server, where
  /// the user is superuser.
  reading_anything,
  /// All statements are one transaction, which commit() keeps.
  writing,
};

struct Opening {
  Access access = Access::reading;
  /// Of each statement, which is `timed_out` after it. Zero: none.
  std::chrono::milliseconds timeout = std::chrono::seconds(5);
  /// Ends what runs, as `cancelled`, on the server too.
  StopToken stop = {};
  bool wants_types = false;
  /// Not on libSQL, where there is no connection to set up.
  OnConnect on_connect = {};
};

/// A session of its own for statements that people write, or that show and
/// change their rows, with what a grid needs: names, types, bytes, limits.
/// Nothing of a migration runs here. A PostgreSQL session keeps what it reads
/// to a transaction that is rolled back, SQLite refuses each action but reading
/// and a libSQL server says of each statement that it only reads.
class Console {
 public:
  virtual ~Console() = default;

  virtual Dialect dialect() const noexcept = 0;
  /// One statement; several in one text are `invalid_argument`.
  virtual Result<Done> carry_out(const Statement& statement,
                                 const Receiver& receiver) = 0;
  /// Writing only. Without it nothing is kept.
  virtual Result<void> commit() = 0;
  /// Has the functions godwit_head(table, column, rowid, characters, bytes) and
  /// godwit_size(table, column, rowid), by which SQLite reads the beginning of
  /// a text (where `bytes` is NULL) or of bytes, and how many bytes there are,
  /// and not all of them. They are NULL where the value does not stand in the
  /// row, and must not be asked of a table with virtual columns, where SQLite
  /// takes one column for another.
  virtual bool reads_beginnings() { return false; }
  /// Of the last failure.
  const Spot& spot() const noexcept { return spot_; }
  /// What the database has said beside its answers, since the last time.
  std::vector<std::string> take_notices();

 protected:
  Spot spot_ = {};
  std::vector<std::string> notices_ = {};
};

using Opened = Result<std::unique_ptr<Console>>;

/// Connects to what the URL names.
Opened open(const driver::DatabaseUrl& url, const Opening& opening);

/// What came of one statement, kept.
struct Answer {
  std::vector<std::string> names = {};
  std::vector<Values> rows = {};
  Done done = {};
};

/// At most so many rows.
Result<Answer> ask(Console& console, const Statement& statement,
                   std::size_t most_rows = 10'000);

}  // namespace godwit::driver::console
