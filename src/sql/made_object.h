// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <godwit/sql.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace godwit::sql {

/// What a CREATE statement makes.
struct MadeObject {
  /// In capitals, such as "VIEW", "MATERIALIZED VIEW" or "FUNCTION".
  std::string kind = {};
  /// As it stands there, with its schema if it has one.
  std::string name = {};
  /// The last part of it as the database knows it: without quotes, in small
  /// letters unless it had some.
  std::string plain_name = {};
  /// What a DROP of it says behind the name: of a function "(a integer)", of a
  /// trigger of PostgreSQL " ON person". Empty: nothing.
  std::string behind_name = {};
};

/// By the words that the statement begins with. Absent: it makes nothing that
/// has a name of its own.
std::optional<MadeObject> made_object(std::string_view statement,
                                      Dialect dialect);

/// The names that stand in a text, plain as above, also in its strings, where
/// functions of PostgreSQL have their bodies.
std::set<std::string> names_in(std::string_view text, Dialect dialect);

/// Of these, those of the tables that a script alters or drops.
std::set<std::string> changed_tables(std::string_view script, Dialect dialect);

}  // namespace godwit::sql
