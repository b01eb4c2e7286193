// SPDX-License-Identifier: BSL-1.0
#include "history/history_table.h"

#include <fmt/format.h>

#include "base/errors.h"
#include "base/sql_names.h"
#include "driver/lock_table.h"

namespace godwit::history {
namespace {

constexpr std::string_view default_table = "godwit_migrations";
constexpr std::string_view info_suffix = "_info";
constexpr std::string_view log_suffix = "_log";
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html: longer names
// are cut short with no more than a notice.
constexpr std::size_t longest_name = 63;

Error bad_table_name(std::string_view name, std::string_view reason) {
  return make_error(
      ErrorCode::invalid_argument,
      fmt::format("'{}' cannot name a history table: {}", name, reason),
      "give a table or schema.table, such as shop_migrations");
}

Result<void> check_part(std::string_view whole, std::string_view part,
                        std::size_t room) {
  if (part.empty()) return bad_table_name(whole, "a part of it is empty");
  if (part.size() > room) {
    return bad_table_name(whole, fmt::format("a part is over {} bytes", room));
  }
  for (const char c : part) {
    if (static_cast<unsigned char>(c) < ' ') {
      return bad_table_name("…", "it holds a control character");
    }
  }
  return {};
}

}  // namespace

Result<HistoryTable> HistoryTable::named(std::string_view name,
                                         Dialect dialect) {
  if (name.empty()) name = default_table;
  const std::size_t dot = name.find('.');
  const bool qualified = dot != std::string_view::npos;
  const std::string_view table = qualified ? name.substr(dot + 1) : name;
  std::string_view schema = qualified ? name.substr(0, dot) : "public";
  if (dialect == Dialect::sqlite) {
    if (qualified) {
      return bad_table_name(name, "SQLite has no schemas");
    }
    schema = "main";
  }
  if (auto ok = check_part(name, table, longest_name - info_suffix.size());
      !ok) {
    return std::move(ok).error();
  }
  if (auto ok = check_part(name, schema, longest_name); !ok) {
    return std::move(ok).error();
  }

  HistoryTable result;
  result.dialect_ = dialect;
  result.schema_ = schema;
  for (const std::string_view suffix :
       {std::string_view(), info_suffix, log_suffix}) {
    result.tables_.push_back(std::string(table).append(suffix));
  }
  // Some of what speaks it has no other lock.
  if (dialect == Dialect::sqlite) {
    result.tables_.push_back(std::string(table).append(driver::lock_suffix));
  }
  const auto quoted = [&](std::size_t i) {
    return quoted_name(schema) + '.' + quoted_name(result.tables_[i]);
  };
  result.rows_ = quoted(0);
  result.info_ = quoted(1);
  result.log_ = quoted(2);
  result.name_ = result.names().front();
  return result;
}

std::vector<std::string> HistoryTable::names() const {
  std::vector<std::string> names;
  for (const std::string& table : tables_) {
    names.push_back(dialect_ == Dialect::sqlite
                        ? table
                        : fmt::format("{}.{}", schema_, table));
  }
  return names;
}

}  // namespace godwit::history
