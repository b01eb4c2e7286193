// SPDX-License-Identifier: BSL-1.0
#include "driver/sqlite_dialect/dump.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/errors.h"
#include "base/sql_names.h"

namespace godwit::driver::sqlite {
namespace {

// Rows go in before what looks at them: indexes, views and triggers. Foreign
// keys are checked at the end of a migration.
constexpr const char* objects_in_order = R"(
SELECT type, name, tbl_name, sql
FROM sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3
  ELSE 4 END, rowid)";

// What a virtual table keeps its rows in, and makes itself.
constexpr const char* shadow_tables = R"(
SELECT name FROM pragma_table_list WHERE type = 'shadow')";

constexpr std::size_t rows_of_an_insert = 500;

Error rows_of_virtual_table(const std::string& table) {
  return make_error(
      ErrorCode::unsupported,
      fmt::format("the virtual table {} has rows, which cannot be written as "
                  "SQL",
                  table),
      "fill it in a migration of its own, behind those that are squashed");
}

std::string string_literal(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\'') literal += '\'';
    literal += c;
  }
  return literal + "'";
}

bool is_virtual(std::string_view create_table) {
  return lower(create_table).starts_with("create virtual");
}

class Dump {
 public:
  Dump(Session& session, std::span<const TableName> without)
      : session_(session) {
    for (const TableName& table : without) left_out_.push_back(table.name);
  }

  Result<std::vector<std::string>> run() {
    const auto objects = session_.query({.sql = objects_in_order});
    if (!objects) return objects.error();
    if (auto found = leave_out_shadows(); !found) return found.error();
    bool rows_done = false;
    for (const Row& row : *objects) {
      const std::string& type = *row[0];
      if (type != "table" && !std::exchange(rows_done, true)) {
        if (auto added = add_rows(); !added) return added.error();
      }
      if (is_left_out(*row[2])) continue;
      if (auto added = add_object(type, *row[1], *row[3]); !added) {
        return added.error();
      }
    }
    if (!rows_done) {
      if (auto added = add_rows(); !added) return added.error();
    }
    for (const char* name : {"user_version", "application_id"}) {
      if (auto added = add_pragma(name); !added) return added.error();
    }
    return std::move(statements_);
  }

 private:
  bool is_left_out(const std::string& name) const {
    return std::find(left_out_.begin(), left_out_.end(), name) !=
           left_out_.end();
  }

  Result<void> leave_out_shadows() {
    const auto shadows = session_.query({.sql = shadow_tables});
    if (!shadows) return shadows.error();
    for (const Row& row : *shadows) left_out_.push_back(*row[0]);
    return {};
  }

  Result<void> add_object(const std::string& type, const std::string& name,
                          const std::string& sql) {
    statements_.push_back(sql);
    if (type != "table") return {};
    if (!is_virtual(sql)) {
      tables_.push_back(name);
      return {};
    }
    const auto rows = session_.query(
        {.sql = fmt::format("SELECT 1 FROM {} LIMIT 1", quoted_name(name))});
    if (!rows) return rows.error();
    if (!rows->empty()) return rows_of_virtual_table(name);
    return {};
  }

  Result<void> add_rows() {
    for (const std::string& table : tables_) {
      if (auto added = add_rows_of(table); !added) return added;
    }
    return add_sequences();
  }

  Result<void> add_rows_of(const std::string& table) {
    const auto columns = session_.query(
        {.sql = "SELECT name FROM pragma_table_xinfo($1) WHERE hidden = 0 "
                "ORDER BY cid",
         .parameters = {table}});
    if (!columns) return columns.error();
    std::string names;
    std::string values;
    for (const Row& column : *columns) {
      const std::string name = quoted_name(*column[0]);
      names += (names.empty() ? "" : ", ") + name;
      // quote() ends at a NUL.
      values += fmt::format(
          "{0}iif(typeof({1}) = 'text' AND instr({1}, char(0)) > 0, "
          "'CAST(X''' || hex({1}) || ''' AS TEXT)', quote({1}))",
          values.empty() ? "" : " || ', ' || ", name);
    }
    const auto rows = in_order_of_insertion(
        fmt::format("SELECT {} FROM {}", values, quoted_name(table)));
    if (!rows) return rows.error();
    add_inserts(
        fmt::format("INSERT INTO {} ({}) VALUES", quoted_name(table), names),
        *rows);
    return {};
  }

  // A table WITHOUT ROWID has no order but that of its key.
  Result<Rows> in_order_of_insertion(const std::string& select) {
    auto rows = session_.query({.sql = select + " ORDER BY rowid"});
    return rows ? std::move(rows) : session_.query({.sql = select});
  }

  void add_inserts(const std::string& begin, const Rows& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i % rows_of_an_insert == 0) {
        statements_.push_back(begin);
      } else {
        statements_.back() += ',';
      }
      statements_.back() += fmt::format("\n  ({})", *rows[i][0]);
    }
  }

  // Only where the next row would get another number than it does here.
  Result<void> add_sequences() {
    const auto there = session_.query(
        {.sql = "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'"});
    if (!there) return there.error();
    if (there->empty()) return {};
    const auto sequences = session_.query(
        {.sql = "SELECT name, seq FROM sqlite_sequence ORDER BY name"});
    if (!sequences) return sequences.error();
    for (const Row& row : *sequences) {
      if (is_left_out(*row[0]) || !row[1]) continue;
      if (auto added = add_sequence(*row[0], *row[1]); !added) return added;
    }
    return {};
  }

  Result<void> add_sequence(const std::string& table, const std::string& last) {
    const auto rows = session_.query(
        {.sql = fmt::format("SELECT max(rowid) FROM {}", quoted_name(table))});
    if (!rows) return rows.error();
    const auto& newest = rows->front()[0];
    if (!newest) {
      statements_.push_back(
          fmt::format("INSERT INTO sqlite_sequence (name, seq) VALUES ({}, {})",
                      string_literal(table), last));
    } else if (*newest != last) {
      statements_.push_back(
          fmt::format("UPDATE sqlite_sequence SET seq = {} WHERE name = {}",
                      last, string_literal(table)));
    }
    return {};
  }

  Result<void> add_pragma(const char* name) {
    const auto value = session_.query({.sql = fmt::format("PRAGMA {}", name)});
    if (!value) return value.error();
    const std::string& number = value->front()[0].value();
    if (number != "0") {
      statements_.push_back(fmt::format("PRAGMA {} = {}", name, number));
    }
    return {};
  }

  Session& session_;
  std::vector<std::string> left_out_;
  /// Those with rows of their own.
  std::vector<std::string> tables_;
  std::vector<std::string> statements_;
};

}  // namespace

Result<std::vector<std::string>> dump(Session& session,
                                      std::span<const TableName> without) {
  return Dump(session, without).run();
}

}  // namespace godwit::driver::sqlite
