// SPDX-License-Identifier: BSL-1.0
#include "rows/export.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/encoded_bytes.h"
#include "base/errors.h"
#include "base/sql_names.h"
#include "rows/cells.h"
#include "rows/edit_statement.h"

namespace godwit::rows {
namespace {

// A piece is handed over when it is about so large.
constexpr std::size_t piece_size = 64'000;

Error only_of_a_table() {
  return make_error(ErrorCode::invalid_argument,
                    "INSERT statements are made of the rows of a table, and "
                    "these are of a query",
                    "export them as csv or json");
}

/// One format.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual std::string begin(const std::vector<std::string>& names) = 0;
  virtual std::string row(const driver::console::Values& row) = 0;
  virtual std::string end() = 0;
};

std::string readable(const driver::console::Cell& cell, Dialect dialect) {
  if (!cell.is_bytes()) return cell.text;
  return (dialect == Dialect::postgresql ? "\\x" : "") + hex_of(cell.text);
}

class CsvWriter final : public Writer {
 public:
  CsvWriter(Dialect dialect, bool defuses_formulas)
      : dialect_(dialect), defuses_formulas_(defuses_formulas) {}

  std::string begin(const std::vector<std::string>& names) override {
    std::string line;
    for (const std::string& name : names) {
      line += (line.empty() ? "" : ",") + field(name);
    }
    return line + '\n';
  }
  std::string row(const driver::console::Values& row) override {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += ',';
      if (row[i]) line += field(readable(*row[i], dialect_));
    }
    return line + '\n';
  }
  std::string end() override { return {}; }

 private:
  std::string field(std::string text) const {
    if (defuses_formulas_ && begins_a_formula(text)) text.insert(0, 1, '\'');
    const bool plain =
        !text.empty() && text.find_first_of("\",\r\n") == text.npos;
    if (plain) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
  }

  static bool begins_a_formula(std::string_view text) {
    return !text.empty() &&
           std::string_view("=+-@\t\r").find(text.front()) != text.npos;
  }

  Dialect dialect_;
  bool defuses_formulas_;
};

class JsonWriter final : public Writer {
 public:
  explicit JsonWriter(Dialect dialect) : dialect_(dialect) {}

  std::string begin(const std::vector<std::string>& names) override {
    for (const std::string& name : names) names_.push_back(text(name));
    return "[";
  }
  std::string row(const driver::console::Values& row) override {
    std::string line = std::exchange(first_, false) ? "\n{" : ",\n{";
    for (std::size_t i = 0; i < row.size() && i < names_.size(); ++i) {
      if (i > 0) line += ',';
      line += names_[i] + ':';
      line += row[i] ? text(readable(*row[i], dialect_)) : "null";
    }
    return line + '}';
  }
  std::string end() override { return "\n]\n"; }

 private:
  static std::string text(const std::string& value) {
    using nlohmann::json;
    return json(value).dump(-1, ' ', false, json::error_handler_t::replace);
  }

  Dialect dialect_;
  std::vector<std::string> names_;
  bool first_ = true;
};

class SqlWriter final : public Writer {
 public:
  explicit SqlWriter(Table table) : table_(std::move(table)) {}

  std::string begin(const std::vector<std::string>& names) override {
    const bool sqlite = table_.dialect == Dialect::sqlite;
    into_ = "INSERT INTO " +
            (sqlite ? quoted_name(table_.name.name) : table_.reference);
    before_ = into_ + " (";
    bool overrides = false;
    bool first = true;
    for (const std::string& name : names) {
      const Column* column = table_.find(name);
      taken_.push_back(!is_computed(*column));
      if (!taken_.back()) continue;
      overrides = overrides || !column->locked.empty();
      before_ += (std::exchange(first, false) ? "" : ", ") + quoted_name(name);
    }
    before_ += overrides ? ") OVERRIDING SYSTEM VALUE VALUES (" : ") VALUES (";
    return {};
  }
  std::string row(const driver::console::Values& row) override {
    std::string line = before_;
    bool first = true;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!taken_[i]) continue;
      if (!std::exchange(first, false)) line += ", ";
      line += literal(row[i], table_.dialect);
    }
    // Without a column that anybody may set.
    return (first ? into_ + " DEFAULT VALUES" : line + ')') + ";\n";
  }
  std::string end() override { return {}; }

 private:
  Table table_;
  std::string into_;
  std::string before_;
  std::vector<bool> taken_;
};

struct Prepared {
  std::unique_ptr<driver::console::Console> console = {};
  driver::console::Statement statement = {};
  std::unique_ptr<Writer> writer = {};
};

std::unique_ptr<Writer> writer_of(const ExportRequest& request,
                                  Dialect dialect) {
  if (request.format == ExportFormat::json) {
    return std::make_unique<JsonWriter>(dialect);
  }
  return std::make_unique<CsvWriter>(dialect, request.defuse_formulas);
}

Result<Prepared> prepare(const Source& source, const ExportRequest& request) {
  Prepared prepared{.writer = writer_of(request, source.dialect())};
  const bool own = request.sql.empty() && request.selection.where.empty();
  auto opened = source.open(own ? driver::console::Access::reading
                                : driver::console::Access::reading_anything);
  if (!opened) return std::move(opened).error();
  prepared.console = *std::move(opened);
  if (!request.sql.empty()) {
    if (request.format == ExportFormat::sql) return only_of_a_table();
    prepared.statement.sql = request.sql;
    return prepared;
  }
  auto statement = select_all(*prepared.console, request.selection);
  if (!statement) return std::move(statement).error();
  prepared.statement = *std::move(statement);
  if (request.format == ExportFormat::sql) {
    auto table = find_table(*prepared.console, request.selection.table);
    if (!table) return std::move(table).error();
    prepared.writer = std::make_unique<SqlWriter>(*std::move(table));
  }
  return prepared;
}

}  // namespace

std::optional<ExportFormat> format_named(std::string_view name) {
  if (name == "csv") return ExportFormat::csv;
  if (name == "json") return ExportFormat::json;
  if (name == "sql") return ExportFormat::sql;
  return {};
}

Result<void> export_rows(const Source& source, const ExportRequest& request,
                         const TakeText& take) {
  Source unlimited = source;
  unlimited.timeout = std::chrono::milliseconds(0);
  auto prepared = prepare(unlimited, request);
  if (!prepared) return std::move(prepared).error();
  Writer& writer = *prepared->writer;
  std::string piece;
  bool read = true;
  bool begun = false;
  const auto begin = [&](const std::vector<std::string>& names) {
    if (!std::exchange(begun, true)) piece = writer.begin(names);
  };
  const auto done = prepared->console->carry_out(
      prepared->statement,
      {.columns = begin, .row = [&](driver::console::Values row) {
         // Of rows without columns nobody tells the names.
         begin({});
         piece += writer.row(row);
         if (piece.size() < piece_size) return true;
         read = take(std::exchange(piece, {}));
         return read;
       }});
  if (!done) return done.error();
  begin({});
  if (read) take(piece + writer.end());
  return {};
}

}  // namespace godwit::rows
