// SPDX-License-Identifier: BSL-1.0
#include "schema/postgresql_statements.h"

#include <fmt/format.h>

#include <utility>

#include "base/number.h"
#include "schema/side_table.h"

namespace godwit::schema {
namespace {

std::string nulls(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += ", NULL";
  return text;
}

// How SQL names an object: with its schema, or in its table.
std::string sql_name(const FactQuery& query) {
  if (query.kind == Kind::function) return "oid::regprocedure::text";
  if (query.kind == Kind::aggregate) {
    return "quote_ident(schema) || '.' || name";
  }
  return "CASE WHEN part_of = '' AND schema <> '' THEN quote_ident(schema) || "
         "'.' ELSE '' END || quote_ident(name)";
}

std::size_t number_of(const FactQuery& query) {
  return static_cast<std::size_t>(&query - fact_queries().data());
}

std::string aspect_names(const FactQuery& query) {
  std::string names;
  for (std::size_t i = 0; i < aspects_of(query); ++i) {
    names += fmt::format(", a{}", i);
  }
  return names;
}

std::string facts_of(const FactQuery& query) {
  return fmt::format(
      "({}) AS f ({}oid, sub, schema, part_of, name, place, text{})", query.sql,
      query.catalog.empty() ? "class, " : "", aspect_names(query));
}

// Columns of unlike queries become the same ones.
std::string fact_select(const FactQuery& query) {
  std::string aspects;
  for (std::size_t i = 0; i < aspects_of(query); ++i) {
    aspects += fmt::format(", a{}::text", i);
  }
  const std::string catalog = query.catalog.empty()
                                  ? std::string("class")
                                  : fmt::format("'{}'", query.catalog);
  return fmt::format(
      "SELECT '{}', {}::regclass::oid || ':' || oid || ':' || sub, "
      "schema::text, part_of::text, name::text, {}, place::text, text{}{} "
      "FROM {}",
      number_of(query), catalog, sql_name(query), aspects,
      nulls(FactQuery::most_aspects - aspects_of(query)), facts_of(query));
}

// In one row, since there are more pairs than facts.
std::string pair_select(std::string_view what, std::string_view sql) {
  return fmt::format(
      "SELECT '{}', string_agg(class1::oid || ':' || oid1 || ':' || sub1 || "
      "' ' || class2::oid || ':' || oid2 || ':' || sub2, ' '){} "
      "FROM ({}) AS p (class1, oid1, sub1, class2, oid2, sub2)",
      what, nulls(columns_before_aspects - 2 + FactQuery::most_aspects), sql);
}

// Of a row of the facts, as run::live_schema leaves them out.
std::string is_left_out(Kind kind) {
  if (kind == Kind::schema) {
    return "name::text IN (SELECT schema FROM histories "
           "WHERE schema <> 'public')";
  }
  return fmt::format("(schema::text, {}::text) IN (TABLE left_out)",
                     kind == Kind::table ? "name" : "part_of");
}

// The text of a row quotes its fields, so that rows behind each other are told
// apart.
std::string row_select(const FactQuery& query) {
  return fmt::format(
      "SELECT ROW({}, schema, part_of, name{})::text FROM {} WHERE ({}) IS NOT "
      "TRUE",
      number_of(query), aspect_names(query), facts_of(query),
      is_left_out(query.kind));
}

// For so many expressions the compiler of PostgreSQL, which sets in at about
// 620 tables, takes ten times as long as the statement does without.
std::string without_compiler(int version) {
  return version >= 11 ? "SET LOCAL jit TO off;" : "";
}

template <typename Select>
std::string joined(const Inquiry& inquiry, Select select) {
  std::string sql;
  for (const FactQuery* query : inquiry.queries) {
    sql.append(sql.empty() ? "" : "\nUNION ALL ").append(select(*query));
  }
  return sql;
}

bool is_for(const FactQuery& query, int version) {
  return query.first_version <= version && version <= query.last_version;
}

}  // namespace

std::size_t aspects_of(const FactQuery& query) {
  std::size_t count = 0;
  while (count < query.aspects.size() && !query.aspects[count].empty()) ++count;
  return count;
}

Inquiry whole_inquiry(int version) {
  Inquiry inquiry{.version = version};
  for (const FactQuery& query : fact_queries()) {
    if (is_for(query, version)) inquiry.queries.push_back(&query);
  }
  return inquiry;
}

Result<Inquiry> inquiry_for(driver::Session& session) {
  std::string sql =
      "SELECT current_setting('server_version_num')::integer / 10000";
  for (const FactQuery& query : fact_queries()) {
    sql += query.there.empty() ? ", true"
                               : fmt::format(", EXISTS ({})", query.there);
  }
  const auto rows = session.query({.sql = sql});
  if (!rows) return rows.error();
  const driver::Row& row = rows->front();
  Inquiry inquiry =
      whole_inquiry(parse_number<int>(row[0].value_or("")).value_or(0));
  std::erase_if(inquiry.queries, [&](const FactQuery* query) {
    return row[1 + number_of(*query)] != "t";
  });
  return inquiry;
}

driver::Query facts_query(const Inquiry& inquiry) {
  std::string sql = without_compiler(inquiry.version);
  sql.append(common_tables).append(joined(inquiry, fact_select));
  if (inquiry.version >= 15) {
    sql += "\nUNION ALL " + pair_select(alias_row, aliases_since_15);
  }
  for (const auto& [what, pairs] : {std::pair(alias_row, aliases),
                                    std::pair(default_row, default_addresses),
                                    std::pair(needs_row, dependencies)}) {
    sql += "\nUNION ALL " + pair_select(what, pairs);
  }
  return {.sql = std::move(sql)};
}

driver::Query digest_query(const Inquiry& inquiry,
                           std::span<const Identity> left_out) {
  driver::Query query{.sql = without_compiler(inquiry.version)};
  std::string histories = "SELECT NULL, NULL WHERE false";
  for (const Identity& table : left_out) {
    const std::size_t number = query.parameters.size();
    histories +=
        fmt::format(" UNION ALL SELECT ${}, ${}", number + 1, number + 2);
    query.parameters.emplace_back(table.schema);
    query.parameters.emplace_back(table.name);
  }
  query.sql += fmt::format(
      R"({}, histories (schema, name) AS MATERIALIZED ({}
), left_out AS MATERIALIZED (
  SELECT schema::text, relname::text FROM rel
  WHERE relkind IN ('r', 'p') AND (starts_with(relname, '{}')
    OR (schema, relname) IN (TABLE histories))
)
SELECT encode(sha256(convert_to(coalesce(
  string_agg(line, '' ORDER BY line COLLATE "C"), ''),
  getdatabaseencoding())), 'hex')
FROM ({}) AS facts (line))",
      common_tables, histories, side_table_prefix, joined(inquiry, row_select));
  return query;
}

}  // namespace godwit::schema
