// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagram/layout.h"
#include "diagram/tables.h"

namespace godwit::diagram {

/// Which columns are shown: all, those of keys and those that keys refer to, or
/// none.
enum class Columns : std::uint8_t { all, keys, none };

/// Absent: it is none of them.
std::optional<Columns> columns_named(std::string_view name);

/// What a migration has made of a table.
enum class Change : std::uint8_t { added, changed, removed };

std::string_view to_string(Change change) noexcept;

/// By the table.
using Changes = std::map<schema::Identity, Change>;

// How tables are drawn, in points.
inline constexpr int head_height = 30;
inline constexpr int row_height = 20;
inline constexpr int margin = 24;

/// By their places in Tables::tables.
struct Schema {
  std::string name = {};
  std::vector<std::size_t> tables = {};
};

/// Tables that have their places.
struct Drawing {
  Tables tables = {};
  Columns columns = Columns::all;
  Changes changes = {};
  /// Of each table, which of its columns are shown.
  std::vector<std::vector<std::size_t>> rows = {};
  /// How wide the marks of keys are before the names of columns.
  std::vector<int> marks = {};
  std::vector<Box> boxes = {};
  /// Empty: the tables are all in one.
  std::vector<Schema> schemas = {};
  /// The boxes are the tables, the links the references, the frames the
  /// schemas.
  Layout layout = {};
};

/// The same for the same tables, on every machine.
Drawing draw(Tables tables, Columns columns, Changes changes = {});

/// What is written in a box and on a frame, each with no more characters than
/// have room.
std::string shown_head(const Table& table);
std::string shown_schema(const std::string& name);
std::string shown_name(const Column& column);
std::string shown_type(const Column& column);

/// "PK", "FK", or "PK FK". Empty: it is of no key.
std::string_view key_mark(const Column& column);

}  // namespace godwit::diagram
