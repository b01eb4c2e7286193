// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/database_url.h"
#include "rows/browse.h"
#include "rows/edit.h"
#include "rows/sql_console.h"
#include "support/ephemeral_database.h"

namespace godwit::test {

/// The driver of this test program.
Driver tested_driver();

inline bool on_postgresql() { return tested_driver() == Driver::postgresql; }
inline bool on_libsql() { return tested_driver() == Driver::libsql; }

/// A database with rows to look at.
class RowsDatabase {
 public:
  explicit RowsDatabase(std::string_view sql)
      : database_(EphemeralDatabase::create(tested_driver())) {
    test::execute(database_, sql);
  }

  rows::Source source() const {
    return {.url = driver::DatabaseUrl::parse(database_.url()).value()};
  }
  const EphemeralDatabase& database() const { return database_; }
  void execute(std::string_view sql) const { test::execute(database_, sql); }
  std::vector<std::vector<std::string>> rows(std::string_view sql) const {
    return test::rows(database_, sql);
  }
  /// The first value of the first row.
  std::string value(std::string_view sql) const { return rows(sql)[0][0]; }

 private:
  EphemeralDatabase database_;
};

inline driver::TableName table_named(std::string name) {
  return {.schema = on_postgresql() ? "public" : "", .name = std::move(name)};
}

inline std::string text_of(const driver::console::Value& value) {
  return value ? value->text : "NULL";
}

/// The rows of a page as texts.
inline std::vector<std::vector<std::string>> texts_of(const rows::Page& page) {
  std::vector<std::vector<std::string>> rows;
  for (const rows::ShownRow& row : page.rows) {
    auto& texts = rows.emplace_back();
    for (const auto& cell : row.cells) texts.push_back(text_of(cell.value));
  }
  return rows;
}

/// Of a page of all rows.
inline rows::Page page_of(const RowsDatabase& database,
                          rows::Selection selection) {
  return rows::browse(database.source(),
                      {.selection = std::move(selection), .limit = 1000})
      .value();
}

inline rows::Page page_of(const RowsDatabase& database, std::string table) {
  return page_of(database, {.table = table_named(std::move(table))});
}

inline rows::NewValue to_text(std::string text) {
  return {.cell = {std::move(text)}};
}

inline const rows::NewValue to_null{.kind = rows::NewValue::Kind::null};
inline const rows::NewValue to_default{.kind =
                                           rows::NewValue::Kind::default_value};

using NewValues = std::vector<std::pair<std::string, rows::NewValue>>;

/// An edit of a row of a page.
inline rows::Edit update_of(const rows::Page& page, std::size_t row,
                            NewValues values) {
  return {.table = page.table.name,
          .key = page.rows.at(row).key,
          .version = page.rows.at(row).version,
          .values = std::move(values)};
}

inline rows::Edit removal_of(const rows::Page& page, std::size_t row) {
  rows::Edit edit = update_of(page, row, {});
  edit.kind = rows::Edit::Kind::remove;
  return edit;
}

inline rows::Edit insertion_into(const std::string& table, NewValues values) {
  return {.kind = rows::Edit::Kind::insert,
          .table = table_named(table),
          .values = std::move(values)};
}

inline rows::EditOutcome apply(const RowsDatabase& database,
                               std::vector<rows::Edit> edits) {
  return rows::apply_edits(database.source(), edits);
}

/// The message of what went wrong. Empty: nothing did.
inline std::string failure_of(const rows::EditOutcome& outcome) {
  if (outcome.conflict) return "conflict";
  return outcome.failure ? outcome.failure->error.message : "";
}

inline rows::RunOutcome run(const RowsDatabase& database,
                            rows::RunRequest request) {
  return rows::run_sql(database.source(), request);
}

}  // namespace godwit::test
