// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/connection.h>
#include <godwit/result.h>
#include <godwit/sql.h>
#include <godwit/stop.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/console/console.h"
#include "driver/database_url.h"
#include "driver/table_size.h"

namespace godwit::rows {

/// Where rows are, for one call: each has sessions of its own.
struct Source {
  driver::DatabaseUrl url;
  OnConnect on_connect = {};
  StopToken stop = {};
  std::chrono::milliseconds timeout = std::chrono::seconds(10);

  Dialect dialect() const noexcept { return url.dialect(); }
  driver::console::Opened open(driver::console::Access access) const;
};

/// How the beginning of a value is had without reading all of it.
enum class Shape : std::uint8_t {
  short_value,  ///< as a whole
  text,
  bytes,
  printed,  ///< PostgreSQL: of what it is as text
  any,      ///< SQLite: each value has a type of its own
};

struct Column {
  std::string name = {};
  /// As the database prints it. Empty on SQLite: none is declared.
  std::string type = {};
  bool nullable = true;
  /// As SQL. Absent: none.
  std::optional<std::string> default_value = {};
  /// Such as "stored" or "identity, always". Empty: it is not.
  std::string generated = {};
  /// Why nobody can set it. Empty: it can be set.
  std::string locked = {};
  Shape shape = Shape::short_value;
  /// PostgreSQL: has an order, and so what is equal and less.
  bool comparable = true;
  /// SQLite: takes values as they are given, so that 1 and '1' are two.
  bool keeps_kinds = false;
  /// The first one of an index.
  bool indexed = false;
  bool binary = false;
};

/// Made of other columns, and never set.
bool is_computed(const Column& column);

/// What tells the rows of a table apart.
enum class KeyKind : std::uint8_t { primary_key, unique, rowid, none };
std::string_view to_string(KeyKind kind) noexcept;

/// A table, or what can be read like one, as it is in the database now.
struct Table {
  driver::TableName name = {};
  Dialect dialect = Dialect::sqlite;
  /// Qualified and quoted.
  std::string reference = {};
  /// Such as "table" or "view".
  std::string kind = {};
  std::vector<Column> columns = {};
  KeyKind key_kind = KeyKind::none;
  /// None of them is NULL in any row.
  std::vector<std::string> key = {};
  /// SQLite: the columns of a primary key that may be NULL, and so is no `key`.
  std::vector<std::string> nullable_key = {};
  /// SQLite: what rows are numbered by, where the beginnings of values can be
  /// read by that. Empty: they cannot.
  std::string rowid = {};
  /// Why rows cannot be changed. Empty: they can.
  std::string locked = {};
  /// Of the database's statistics. Absent: it has none.
  std::optional<std::int64_t> estimate = {};

  /// Null: there is none of that name.
  const Column* find(std::string_view column) const;
};

/// Everything of a page that names something is looked up here first. Fails
/// with `invalid_argument` where there is no such table.
Result<Table> find_table(driver::console::Console& console,
                         const driver::TableName& name);

// Of the two dialects.
Result<Table> find_postgresql_table(driver::console::Console& console,
                                    const driver::TableName& name);
Result<Table> find_sqlite_table(driver::console::Console& console,
                                const driver::TableName& name);

Error no_such_table(const driver::TableName& name);
Error no_such_column(const Table& table, std::string_view column);

}  // namespace godwit::rows
