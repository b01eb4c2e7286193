// SPDX-License-Identifier: BSL-1.0
#include "check/lint/pragma.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/suggestion.h"
#include "sql/string_content.h"

namespace godwit::check {
namespace {

// https://www.sqlite.org/pragma.html, those for tests and old ones included;
// at the end those of SQLite's own encryption, of SQLCipher and of
// SQLite3MultipleCiphers, but for `cipher…`.
const std::vector<std::string>& known_names() {
  static const std::vector<std::string> names = {
      "analysis_limit",
      "application_id",
      "auto_vacuum",
      "automatic_index",
      "busy_timeout",
      "cache_size",
      "cache_spill",
      "case_sensitive_like",
      "cell_size_check",
      "checkpoint_fullfsync",
      "collation_list",
      "compile_options",
      "count_changes",
      "data_store_directory",
      "data_version",
      "database_list",
      "default_cache_size",
      "defer_foreign_keys",
      "empty_result_callbacks",
      "encoding",
      "foreign_key_check",
      "foreign_key_list",
      "foreign_keys",
      "freelist_count",
      "full_column_names",
      "fullfsync",
      "function_list",
      "hard_heap_limit",
      "ignore_check_constraints",
      "incremental_vacuum",
      "index_info",
      "index_list",
      "index_xinfo",
      "integrity_check",
      "journal_mode",
      "journal_size_limit",
      "legacy_alter_table",
      "legacy_file_format",
      "lock_proxy_file",
      "lock_status",
      "locking_mode",
      "max_page_count",
      "mmap_size",
      "module_list",
      "optimize",
      "page_count",
      "page_size",
      "parser_trace",
      "pragma_list",
      "query_only",
      "quick_check",
      "read_uncommitted",
      "recursive_triggers",
      "reverse_unordered_selects",
      "schema_version",
      "secure_delete",
      "short_column_names",
      "shrink_memory",
      "soft_heap_limit",
      "sql_trace",
      "stats",
      "synchronous",
      "table_info",
      "table_list",
      "table_xinfo",
      "temp_store",
      "temp_store_directory",
      "threads",
      "trusted_schema",
      "user_version",
      "vdbe_addoptrace",
      "vdbe_debug",
      "vdbe_eqp",
      "vdbe_listing",
      "vdbe_trace",
      "wal_autocheckpoint",
      "wal_checkpoint",
      "writable_schema",
      "activate_extensions",
      "hexkey",
      "hexrekey",
      "hmac_check",
      "kdf_iter",
      "key",
      "legacy",
      "mc_legacy_wal",
      "memory_security",
      "rekey",
      "rekey_cipher",
      "textkey",
      "textrekey",
  };
  return names;
}

// Of a name or a string.
std::string value_of(const Pragma& pragma) {
  const std::string& value = pragma.value;
  const bool quoted = value.starts_with('\'') || value.starts_with('"');
  return lower(quoted ? sql::unquoted(value) : value);
}

// As atoi does, and in hexadecimal. A sign is a piece of its own.
long number_of(std::string value) {
  value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
  return std::strtol(value.c_str(), nullptr, 0);
}

}  // namespace

bool is_known(const Pragma& pragma) {
  const auto& names = known_names();
  return pragma.name.starts_with("cipher") ||
         std::find(names.begin(), names.end(), pragma.name) != names.end();
}

std::string pragma_suggestion(const Pragma& pragma) {
  return suggestion(pragma.name, known_names());
}

bool is_of_connection(const Pragma& pragma) {
  constexpr std::array<std::string_view, 10> names = {
      "busy_timeout",       "checkpoint_fullfsync",
      "fullfsync",          "hard_heap_limit",
      "journal_size_limit", "locking_mode",
      "max_page_count",     "mmap_size",
      "soft_heap_limit",    "wal_autocheckpoint"};
  if (pragma.value.empty()) return false;
  // Switched off it makes the migration fast.
  if (pragma.name == "synchronous") {
    const std::string value = value_of(pragma);
    return value != "off" && value != "0";
  }
  return std::find(names.begin(), names.end(), pragma.name) != names.end();
}

bool sets_journal(const Pragma& pragma) {
  return pragma.name == "journal_mode" && !pragma.value.empty();
}

bool is_wal(const Pragma& pragma) { return value_of(pragma) == "wal"; }

bool switches_auto_vacuum_off(const Pragma& pragma) {
  const std::string value = value_of(pragma);
  const long number = number_of(value);
  return value != "full" && value != "incremental" && number != 1 &&
         number != 2;
}

}  // namespace godwit::check
