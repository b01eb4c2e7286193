// SPDX-License-Identifier: BSL-1.0
#include "sql/libsql_pragmas.h"

#include <algorithm>
#include <array>

namespace godwit::sql {
namespace {

// Measured with sqld 0.24.32, which knows by a list which pragmas it lets pass.
constexpr std::array<std::string_view, 7> refused_without_value = {
    "case_sensitive_like", "ignore_check_constraints",
    "incremental_vacuum",  "optimize",
    "shrink_memory",       "wal_checkpoint",
    "writable_schema"};
constexpr std::array<std::string_view, 14> passed_with_value = {
    "defer_foreign_keys", "encoding",     "foreign_key_check",
    "foreign_key_list",   "foreign_keys", "index_info",
    "index_list",         "index_xinfo",  "integrity_check",
    "quick_check",        "table_info",   "table_list",
    "table_xinfo",        "user_version"};

template <typename Names>
bool is_one_of(std::string_view name, const Names& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool libsql_refuses_pragma(std::string_view name, bool has_value) {
  return has_value ? !is_one_of(name, passed_with_value)
                   : is_one_of(name, refused_without_value);
}

}  // namespace godwit::sql
