// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What statements do, as far as rules ask. All names and keywords are folded:
// small letters where the database ignores case, without quotes.
namespace godwit::check {

/// The name of a table, index, type, … Without the schema where that is the
/// default one, "public" or "main".
struct Name {
  std::string schema = {};
  std::string name = {};

  friend auto operator<=>(const Name&, const Name&) = default;
};

/// "app.person"
std::string to_string(const Name& name);

struct Expression {
  /// The tokens with a space between them.
  std::string text = {};
  /// Names of the functions that it calls, without schemas.
  std::vector<std::string> calls = {};
};

enum class Generated : std::uint8_t { no, stored, virtually };

struct Column {
  std::string name = {};
  /// Such as "varchar(20)" or "timestamp with time zone".
  std::string type = {};
  bool not_null = false;
  bool primary_key = false;
  bool unique = false;
  std::optional<Expression> check = {};
  bool identity = false;
  Generated generated = Generated::no;
  std::optional<Expression> default_value = {};
  std::optional<Name> references = {};
};

enum class ConstraintKind : std::uint8_t {
  check,
  foreign_key,
  unique,
  primary_key,
  exclusion,
  not_null,
};

struct Constraint {
  ConstraintKind kind = ConstraintKind::check;
  /// Empty: the server makes one up.
  std::string name = {};
  /// Of a NOT NULL.
  std::string column = {};
  /// Of a check.
  Expression expression = {};
  /// Of a foreign key.
  Name references = {};
  bool not_valid = false;
  bool using_index = false;
};

struct CreateTable {
  Name table = {};
  bool if_not_exists = false;
  std::vector<Column> columns = {};
  std::vector<Constraint> constraints = {};
  bool temporary = false;
  /// The text says which schema, whichever it is.
  bool schema_named = false;
};

struct DropTable {
  Name table = {};
};

struct RenameTable {
  Name table = {};
  Name to = {};
};

struct RenameColumn {
  Name table = {};
  std::string column = {};
  std::string to = {};
};

struct AddColumn {
  Name table = {};
  Column column = {};
  bool if_not_exists = false;
};

struct DropColumn {
  Name table = {};
  std::string column = {};
};

struct ChangeColumnType {
  Name table = {};
  std::string column = {};
  std::string type = {};
  /// USING: PostgreSQL computes every row anew.
  bool converts = false;
};

struct SetNotNull {
  Name table = {};
  std::string column = {};
};

struct DropNotNull {
  Name table = {};
  std::string column = {};
};

struct AddConstraint {
  Name table = {};
  Constraint constraint = {};
};

struct DropConstraint {
  Name table = {};
  std::string constraint = {};
};

struct ValidateConstraint {
  Name table = {};
  std::string constraint = {};
};

struct AttachPartition {
  Name table = {};
  Name partition = {};
};

struct DetachPartition {
  Name table = {};
  Name partition = {};
  bool concurrently = false;
};

/// VACUUM FULL, CLUSTER, SET TABLESPACE, …
struct RewriteTable {
  /// Empty: all tables.
  Name table = {};
  std::string command = {};
};

struct CreateIndex {
  Name index = {};
  Name table = {};
  /// "( a , lower ( b ) )"
  std::string columns = {};
  std::size_t column_count = 0;
  bool unique = false;
  bool concurrently = false;
  bool if_not_exists = false;
};

struct DropIndex {
  Name index = {};
  bool concurrently = false;
};

struct Reindex {
  /// Empty: a schema or a database.
  Name target = {};
  bool of_index = false;
  bool concurrently = false;
};

struct RefreshView {
  Name view = {};
  bool concurrently = false;
};

struct Truncate {
  Name table = {};
  bool cascade = false;
};

/// UPDATE or DELETE.
struct ChangeRows {
  Name table = {};
  bool deletes = false;
  /// The columns that it sets, except for those of which it sets a part.
  std::vector<std::string> columns = {};
  /// The condition. Absent: all rows.
  std::optional<Expression> where = {};
};

/// CASCADE of a DROP.
struct DropDependents {
  /// "TABLE", "COLUMN", …
  std::string kind = {};
  std::string name = {};
};

struct DropSchema {
  Name schema = {};
};

struct RenameSchema {
  Name schema = {};
};

struct DropDatabase {
  Name database = {};
};

struct CreateType {
  Name type = {};
};

struct AddEnumValue {
  Name type = {};
  std::string value = {};
  /// BEFORE or AFTER another.
  bool placed = false;
};

struct RenameEnumValue {
  Name type = {};
  std::string value = {};
};

struct DomainConstraint {
  Name domain = {};
  /// Otherwise it is part of CREATE DOMAIN.
  bool alters = false;
  bool not_valid = false;
};

struct CreateFunction {
  Name function = {};
  /// IMMUTABLE or STABLE.
  bool steady = false;
};

struct CreateProcedure {
  Name procedure = {};
  /// It may COMMIT or ROLLBACK.
  bool ends_transactions = false;
};

struct CallProcedure {
  Name procedure = {};
};

/// COMMIT or ROLLBACK.
struct EndTransaction {
  std::string command = {};
};

struct CreateView {
  Name view = {};
  /// All names in its text.
  std::vector<std::string> mentions = {};
};

struct DropView {
  Name view = {};
};

struct CreateTrigger {
  Name trigger = {};
  Name table = {};
};

struct DropTrigger {
  Name trigger = {};
};

/// SET, RESET, set_config(…).
struct Setting {
  /// Empty: RESET ALL.
  std::string name = {};
  /// In small letters. Empty: it is more than a word or a string.
  std::string value = {};
  /// Holds until the end of the transaction.
  bool local = false;
  bool reset = false;
};

/// SET TRANSACTION, SET CONSTRAINTS, LOCK: what ends with the transaction.
struct UntilCommit {
  std::string command = {};
};

struct Pragma {
  std::string name = {};
  /// Empty: it only asks.
  std::string value = {};
};

/// VACUUM, CREATE TEMP, …: what SQLite has and libSQL does not.
struct SqliteOnly {
  std::string command = {};
};

using What = std::variant<
    CreateTable, DropTable, RenameTable, RenameColumn, AddColumn, DropColumn,
    ChangeColumnType, SetNotNull, DropNotNull, AddConstraint, DropConstraint,
    ValidateConstraint, AttachPartition, DetachPartition, RewriteTable,
    CreateIndex, DropIndex, Reindex, RefreshView, Truncate, ChangeRows,
    DropDependents, DropSchema, RenameSchema, DropDatabase, CreateType,
    AddEnumValue, RenameEnumValue, DomainConstraint, CreateFunction, CreateView,
    DropView, CreateTrigger, DropTrigger, Setting, UntilCommit, Pragma,
    SqliteOnly, CreateProcedure, CallProcedure, EndTransaction>;

struct Fact {
  /// In the text of the script: of the statement, or of an ALTER TABLE's part.
  std::size_t offset = 0;
  What what = {};
  /// A DO block does it: conditions may decide whether.
  bool in_block = false;
};

}  // namespace godwit::check
