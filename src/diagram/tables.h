// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "schema/model.h"
#include "schema/table_keys.h"

namespace godwit::diagram {

struct Column {
  /// As it was written.
  std::string name = {};
  std::string type = {};
  /// What it has where nothing is said, also by its identity. Empty: nothing.
  std::string value = {};
  /// The expression that it is generated from. Empty: it is not.
  std::string generated = {};
  std::string comment = {};
  bool nullable = true;
  bool primary = false;
  /// Of a foreign key.
  bool foreign = false;
};

/// An index, a constraint, a trigger or the like.
struct Part {
  /// Empty: it has none.
  std::string name = {};
  /// Of a constraint, such as "foreign key"; of an index "unique" or nothing.
  std::string kind = {};
  /// As the database prints it, or as it was written.
  std::string definition = {};
};

/// Or a view.
struct Table {
  schema::Identity id = {};
  /// As SQL names it, in quotes where it must be: the same for no two.
  std::string reference = {};
  /// Empty: the database has no schemas.
  std::string schema = {};
  std::string name = {};
  std::string comment = {};
  /// In their order. Of a view they are not known.
  std::vector<Column> columns = {};
  /// None on SQLite that stands for another index.
  std::vector<Part> indexes = {};
  std::vector<Part> constraints = {};
  std::vector<Part> triggers = {};
  /// What else belongs to it in PostgreSQL, each with what it is, such as
  /// "policy".
  std::vector<Part> others = {};
  /// Of a view.
  std::string definition = {};
  /// The names of its partitions, which are no tables of their own here.
  std::vector<std::string> partitions = {};

  bool is_view() const {
    return id.kind == schema::Kind::view ||
           id.kind == schema::Kind::materialized_view;
  }
};

/// A foreign key. Its columns by their places in the tables.
struct Reference {
  /// Empty: it has none.
  std::string name = {};
  /// By their places in Tables::tables.
  std::size_t from = 0;
  std::vector<std::size_t> from_columns = {};
  std::size_t to = 0;
  std::vector<std::size_t> to_columns = {};
  /// Such as "set null", in small letters. Empty: nothing is said.
  std::string on_update = {};
  std::string on_delete = {};
  /// Of the rows that refer, no two refer to the same one.
  bool unique = false;
  /// A row may refer to none.
  bool optional = false;
};

struct Tables {
  Dialect dialect = Dialect::sqlite;
  /// By schema and name.
  std::vector<Table> tables = {};
  std::vector<Reference> references = {};
};

/// The tables and views of a model, and how they refer to each other. What a
/// partition refers to is said of the table that it is one of.
Tables tables_of(const schema::Model& model);

/// How SQL names a table or a view: the `reference` above.
std::string reference_of(const schema::Fact& table, Dialect dialect);

/// Such as "materialized view".
std::string_view kind_of(const Table& table);

/// Such as "purchase.person_id → person.id", with the schemas where there are
/// several.
std::string text_of(const Reference& reference, const Tables& all);

/// The name with its schema, where the tables are in several.
std::string full_name(const Table& table, const Tables& all);

}  // namespace godwit::diagram
