// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/result.h>

#include <string>
#include <string_view>
#include <vector>

#include "driver/console/console.h"
#include "rows/edit.h"
#include "rows/table.h"

namespace godwit::rows {

/// Whether an edit gives a column a value.
bool sets(const Edit& edit, std::string_view column);

/// An edit as a statement that returns the columns of row_key().
struct EditStatement {
  driver::console::Statement statement = {};
  /// Whose values the first parameters are.
  std::vector<std::string> columns = {};
};

/// `column` is set where one of it is wrong.
Result<EditStatement> edit_statement(const Table& table, const Edit& edit,
                                     std::string& column);

/// An edit as it is on every copy of the database, whose rows have other
/// numbers: on SQLite by a primary key that may be NULL, where it is not. Fails
/// with `unsupported` where nothing else tells the row apart.
struct EditOfCopies {
  Table table = {};
  Edit edit = {};
};
Result<EditOfCopies> edit_of_copies(driver::console::Console& console,
                                    const Table& table, const Edit& edit);

/// With its values in it.
Result<std::string> edit_text(const Table& table, const Edit& edit,
                              std::string& column);

/// What is typed into a column, as the column takes it: what SQLite keeps as it
/// was given is what it looks like, a number, or, where the column is declared
/// for them, the digits of bytes.
driver::console::Cell cell_for(const Column& column,
                               driver::console::Cell cell);

/// A value as SQL has it.
std::string literal(const driver::console::Value& value, Dialect dialect);

}  // namespace godwit::rows
