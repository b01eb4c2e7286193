// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace godwit::sql {

/// Who looks through a statement of PostgreSQL and all that it runs by itself:
/// DO blocks, and the strings that those EXECUTE. Offsets are those in the
/// statement; true ends the search.
struct Visitor {
  /// A statement begins: all from there on to the end of the text it stands in.
  std::function<bool(std::string_view rest, std::size_t offset)> statement = {};
  /// A function is called; its name as it is written, without a schema.
  std::function<bool(std::string_view name, std::size_t offset)> call = {};
};

/// Whether the visitor has ended it. Not visited is what functions and triggers
/// do when they are called, and a text that is put together at run time; what
/// only looks like a call, as the table in INSERT INTO t (a), and what only
/// names a function, as GRANT. Conditions are not known: all is visited.
bool visit_calls(std::string_view statement, const Visitor& visitor);

/// Whether a name, quoted or not, is that of a function that is known by small
/// letters. `capitals` is the known name in capital letters.
bool is_function(std::string_view name, std::string_view capitals);

}  // namespace godwit::sql
