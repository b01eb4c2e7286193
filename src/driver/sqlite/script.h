// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/error.h>
#include <sqlite3.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "driver/sqlite/patience.h"

namespace godwit::driver::sqlite {

/// Where and why a script failed.
struct ScriptFailure {
  /// From 0, in the text.
  std::size_t statement = 0;
  /// In bytes, of the text.
  std::size_t offset = 0;
  Error error = {};
};

/// Runs all statements of a text, split as SQLite itself splits them. Rows are
/// discarded.
std::optional<ScriptFailure> run_statements(sqlite3* db, std::string_view sql,
                                            Patience& patience);

/// The same for a text that runs in our transaction: a statement that would
/// begin or end one is refused before it can do harm.
/// `in_place`: a NUL follows it, or its last statement ends in a semicolon, so
/// that it is not copied. `reaches` hears of each statement before it; false
/// ends the script.
std::optional<ScriptFailure> run_in_our_transaction(
    sqlite3* db, std::string_view sql, bool in_place, Patience& patience,
    const std::function<bool(std::size_t)>& reaches);

/// The first word of a statement is this one, given in capitals.
bool begins_with_word(std::string_view statement, std::string_view word);

}  // namespace godwit::driver::sqlite
