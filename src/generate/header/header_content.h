// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "generate/header/type_map.h"
#include "schema/model.h"

namespace godwit::generate {

/// What the header of a schema is about.
struct HeaderSubject {
  /// What the migrations make, without the tables of histories.
  const schema::Model& model;
  /// What was there before them: tables that they leave alone are in no header.
  const schema::Model& before;
  /// Of the set, such as "shop".
  std::string name_space = {};
  std::span<const TypeMapping> types = {};
};

struct HeaderColumn {
  /// Of C++.
  std::string identifier = {};
  /// Of the database.
  std::string name = {};
  /// Of C++, whole.
  std::string type = {};
  /// The same without `std::optional`.
  std::string value_type = {};
  /// There may be none.
  bool nullable = false;
  /// The program has named the type.
  bool mapped = false;
  /// How the database calls the type, the nearest name first.
  std::vector<std::string> database_types = {};
  /// The database itself takes no NULL. SQLite does without saying so where it
  /// is the number of a row.
  bool not_null = false;
  bool has_default = false;
  /// In SQL. Empty: there is none, but perhaps what only tables give.
  std::string default_value = {};
  bool primary_key = false;
  bool unique = false;
  bool generated = false;
  /// Of SQLite: no number of a row is given twice.
  bool autoincrement = false;
};

/// Columns of a table, by their places.
using HeaderColumns = std::vector<std::size_t>;

struct HeaderTable {
  std::string identifier = {};
  std::string name = {};
  std::string schema = {};
  std::vector<HeaderColumn> columns = {};
  HeaderColumns primary_key = {};
  std::set<HeaderColumns> unique = {};
  /// Of SQLite.
  bool is_virtual = false;
  bool without_rowid = false;
};

struct HeaderEnum {
  std::string identifier = {};
  /// The function that makes one of a text.
  std::string from = {};
  /// Each with its identifier and its text.
  std::vector<std::pair<std::string, std::string>> values = {};
};

struct HeaderKey {
  /// Each with its name and its schema. The header may lack the second.
  std::pair<std::string, std::string> table = {};
  std::pair<std::string, std::string> references = {};
  /// Each with the one that it refers to.
  std::vector<std::pair<std::string, std::string>> columns = {};
  /// Such as "set null". Empty: nothing is said.
  std::string on_update = {};
  std::string on_delete = {};
};

/// All that the header says, with the names that it has there.
struct HeaderContent {
  /// Of the set, such as "shop".
  std::string set_name_space = {};
  /// Of the schema, within it.
  std::string name_space = {};
  std::string fingerprint = {};
  std::set<std::string> includes = {};
  std::vector<HeaderEnum> enums = {};
  std::vector<HeaderTable> tables = {};
  std::vector<HeaderKey> foreign_keys = {};
};

/// Fails with a mapping of a column that is not there.
Result<HeaderContent> header_content(const HeaderSubject& subject);

}  // namespace godwit::generate
