// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::schema {

/// A statement written in one way: small letters, one space, names without
/// quotes where SQLite does not need them, no comments.
std::string normalised(std::string_view statement);

/// What only the text of a column or a constraint of a table says: CHECK,
/// UNIQUE, COLLATE, generated columns and AUTOINCREMENT. `column` is empty for
/// a constraint.
std::vector<std::string> only_in_text(std::string_view item,
                                      const std::string& column);

/// A column or a constraint of CREATE TABLE.
struct TableItem {
  /// As it stands there, without comments around it.
  std::string text = {};
  /// In one way, see `normalised`; of a column what is behind its name.
  std::string definition = {};
  /// Of a column, in small letters and without quotes. Empty: a constraint.
  std::string column = {};
};

/// What CREATE TABLE says, as SQLite keeps it.
struct TableText {
  /// Where the name of the table stands.
  std::size_t name_begin = 0;
  std::size_t name_end = 0;
  std::vector<TableItem> items = {};
  /// What is behind the parenthesis, such as "strict", sorted.
  std::vector<std::string> options = {};
};

/// Of a table that is not virtual.
TableText read_table_text(std::string_view create_table);

}  // namespace godwit::schema
