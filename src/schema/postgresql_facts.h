// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "schema/model.h"

namespace godwit::schema {

/// How the facts of one kind are asked for.
struct FactQuery {
  /// No query has more aspects, so that all of them can be one.
  static constexpr std::size_t most_aspects = 16;

  Kind kind = Kind::table;
  /// Of the objects, by which `pg_depend` knows them.
  std::string_view catalog = {};
  /// What the columns after the seventh are; NULL: it has no such aspect.
  std::array<std::string_view, most_aspects> aspects = {};
  /// A SELECT of catalogs alone that finds something wherever this query does,
  /// and mostly nothing else. Empty: it is always asked.
  std::string_view there = {};
  /// Columns: oid and number of the column as in `pg_depend`, schema, what it
  /// is a part of, name, position, text; empty: the first aspect is the text.
  /// May use the tables of `common`.
  std::string_view sql = {};
  /// Of the servers that have these catalogs.
  int first_version = 0;
  int last_version = 1000;
};

/// WITH, and what several queries need.
extern const std::string_view common_tables;

std::span<const FactQuery> fact_queries();

/// Pairs of addresses of `pg_depend`: one that stands for another.
extern const std::string_view aliases;
/// More of them, since PostgreSQL 15.
extern const std::string_view aliases_since_15;
/// Pairs of the address of a default and that of its column.
extern const std::string_view default_addresses;
/// Pairs of addresses: the first needs the second.
extern const std::string_view dependencies;

}  // namespace godwit::schema
