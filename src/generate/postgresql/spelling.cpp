// SPDX-License-Identifier: BSL-1.0
#include "generate/postgresql/spelling.h"

#include <algorithm>

#include "base/sql_names.h"

namespace godwit::generate::postgresql {
namespace {

// Reserved, as names or as names of functions and types; in alphabetical order.
constexpr std::string_view reserved[] = {"all",
                                         "analyse",
                                         "analyze",
                                         "and",
                                         "any",
                                         "array",
                                         "as",
                                         "asc",
                                         "asymmetric",
                                         "authorization",
                                         "binary",
                                         "both",
                                         "case",
                                         "cast",
                                         "check",
                                         "collate",
                                         "collation",
                                         "column",
                                         "concurrently",
                                         "constraint",
                                         "create",
                                         "cross",
                                         "current_catalog",
                                         "current_date",
                                         "current_role",
                                         "current_schema",
                                         "current_time",
                                         "current_timestamp",
                                         "current_user",
                                         "default",
                                         "deferrable",
                                         "desc",
                                         "distinct",
                                         "do",
                                         "else",
                                         "end",
                                         "except",
                                         "false",
                                         "fetch",
                                         "for",
                                         "foreign",
                                         "freeze",
                                         "from",
                                         "full",
                                         "grant",
                                         "group",
                                         "having",
                                         "ilike",
                                         "in",
                                         "initially",
                                         "inner",
                                         "intersect",
                                         "into",
                                         "is",
                                         "isnull",
                                         "join",
                                         "lateral",
                                         "leading",
                                         "left",
                                         "like",
                                         "limit",
                                         "localtime",
                                         "localtimestamp",
                                         "natural",
                                         "not",
                                         "notnull",
                                         "null",
                                         "offset",
                                         "on",
                                         "only",
                                         "or",
                                         "order",
                                         "outer",
                                         "overlaps",
                                         "placing",
                                         "primary",
                                         "references",
                                         "returning",
                                         "right",
                                         "select",
                                         "session_user",
                                         "similar",
                                         "some",
                                         "symmetric",
                                         "system_user",
                                         "table",
                                         "tablesample",
                                         "then",
                                         "to",
                                         "trailing",
                                         "true",
                                         "union",
                                         "unique",
                                         "user",
                                         "using",
                                         "variadic",
                                         "verbose",
                                         "when",
                                         "where",
                                         "window",
                                         "with"};

bool is_plain(std::string_view name) {
  const auto small = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return !name.empty() && small(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return small(c) || (c >= '0' && c <= '9');
         });
}

}  // namespace

std::string spelled(std::string_view name) {
  if (is_plain(name) &&
      !std::binary_search(std::begin(reserved), std::end(reserved), name)) {
    return std::string(name);
  }
  return quoted_name(name);
}

std::string spelled(std::string_view schema, std::string_view name) {
  if (schema.empty()) return spelled(name);
  return spelled(schema) + "." + spelled(name);
}

}  // namespace godwit::generate::postgresql
