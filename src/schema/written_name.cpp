// SPDX-License-Identifier: BSL-1.0
#include "schema/written_name.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/sql_names.h"

namespace godwit::schema {
namespace {

// Each with a blank on both sides.

// Reserved, as names or as names of functions and types (PostgreSQL 15,
// appendix C).
constexpr std::string_view postgresql_keywords =
    " all analyse analyze and any array as asc asymmetric authorization "
    " binary both case cast check collate collation column concurrently "
    " constraint create cross current_catalog current_date current_role "
    " current_schema current_time current_timestamp current_user default "
    " deferrable desc distinct do else end except false fetch for foreign "
    " freeze from full grant group having ilike in initially inner intersect "
    " into is isnull join lateral leading left like limit localtime "
    " localtimestamp natural not notnull null offset on only or order outer "
    " overlaps placing primary references returning right select "
    " session_user similar some symmetric system_user table tablesample then "
    " to trailing true union unique user using variadic verbose when where "
    " window with ";

// https://sqlite.org/lang_keywords.html, and what SQLite takes for a number.
constexpr std::string_view sqlite_keywords =
    " abort action add after all alter always analyze and as asc attach "
    " autoincrement before begin between by cascade case cast check collate "
    " column commit conflict constraint create cross current current_date "
    " current_time current_timestamp database default deferrable deferred "
    " delete desc detach distinct do drop each else end escape except "
    " exclude exclusive exists explain fail false filter first following for "
    " foreign from full generated glob group groups having if ignore "
    " immediate in index indexed initially inner insert instead intersect "
    " into is isnull join key last left like limit match materialized "
    " natural no not nothing notnull null nulls of offset on or order others "
    " outer over partition plan pragma preceding primary query raise range "
    " recursive references regexp reindex release rename replace restrict "
    " returning right rollback row rows savepoint select set table temp "
    " temporary then ties to transaction trigger true unbounded union unique "
    " update using vacuum values view virtual when where window with without ";

bool is_keyword(std::string_view name, Dialect dialect) {
  const std::string_view all =
      dialect == Dialect::sqlite ? sqlite_keywords : postgresql_keywords;
  return all.find(' ' + lower(name) + ' ') != all.npos;
}

bool stands_in_name(char c, Dialect dialect) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_' ||
         (dialect == Dialect::sqlite && is_letter(c));
}

}  // namespace

std::string written_name(std::string_view name, Dialect dialect) {
  const bool plain =
      !name.empty() && !is_digit(name.front()) &&
      std::all_of(name.begin(), name.end(),
                  [&](char c) { return stands_in_name(c, dialect); }) &&
      !is_keyword(name, dialect);
  return plain ? std::string(name) : quoted_name(name);
}

}  // namespace godwit::schema
