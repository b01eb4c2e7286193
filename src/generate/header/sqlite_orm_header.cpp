// SPDX-License-Identifier: BSL-1.0
#include "generate/header/sqlite_orm_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "base/comma_separated.h"
#include "generate/header/cpp_names.h"
#include "generate/header/generated_file.h"
#include "generate/header/orm_default.h"

namespace godwit::generate {
namespace {

std::string orm(std::string_view function, std::string_view arguments = {}) {
  return fmt::format("::sqlite_orm::{}({})", function, arguments);
}

// Why the table cannot be in a storage that says the same as the database.
// Empty: it can.
std::string why_left_out(const HeaderTable& table) {
  if (table.is_virtual) return "it is a virtual table";
  for (const HeaderColumn& column : table.columns) {
    if (column.generated) {
      return fmt::format("its column {} is generated", column.identifier);
    }
    if (!column.default_value.empty() && !orm_default(column.default_value)) {
      return fmt::format("the default of its column {} cannot be said",
                         column.identifier);
    }
  }
  return {};
}

std::string member(const HeaderTable& table, const HeaderColumn& column) {
  return fmt::format("&{}::row::{}", table.identifier, column.identifier);
}

std::string members(const HeaderTable& table, const HeaderColumns& columns) {
  std::vector<std::string> all;
  for (const std::size_t place : columns) {
    all.push_back(member(table, table.columns.at(place)));
  }
  return comma_separated(all);
}

// Not null is a column whose type in C++ always has a value, unless it is said.
std::string column_of(const HeaderTable& table, std::size_t place) {
  const HeaderColumn& column = table.columns.at(place);
  const HeaderColumns alone = {place};
  std::vector<std::string> arguments = {cpp_literal(column.name),
                                        member(table, column)};
  if (table.primary_key == alone) {
    arguments.push_back(orm("primary_key") +
                        (column.autoincrement ? ".autoincrement()" : ""));
  }
  if (!column.not_null && !column.nullable) arguments.push_back(orm("null"));
  if (table.unique.contains(alone)) arguments.push_back(orm("unique"));
  if (const auto value = orm_default(column.default_value)) {
    arguments.push_back(orm("default_value", *value));
  }
  return orm("make_column", comma_separated(arguments));
}

// "set null" as ".set_null()".
std::string action(std::string_view event, std::string name) {
  if (name.empty()) return name;
  std::replace(name.begin(), name.end(), ' ', '_');
  if (name == "restrict") name += '_';
  return fmt::format(".{}.{}()", event, name);
}

using NamedTable = std::pair<std::string, std::string>;

class StorageWriter {
 public:
  explicit StorageWriter(const HeaderContent& content) : content_(content) {
    for (const HeaderTable& table : content.tables) {
      std::string why = why_left_out(table);
      if (why.empty()) {
        tables_.emplace(NamedTable(table.name, table.schema), &table);
      } else {
        left_out_ += fmt::format("///   {}: {}\n", table.identifier, why);
      }
    }
  }

  std::string text() const {
    std::string tables;
    for (const HeaderTable& table : content_.tables) {
      if (is_in(table)) tables += table_of(table) + ",\n";
    }
    return fmt::format(
        "\n/// The tables in a storage, and behind them what else a program "
        "has. They are\n"
        "/// changed by migrations: `sync_schema` finds nothing to do, and "
        "knows no\n"
        "/// CHECK, COLLATE, index, trigger or STRICT to make a new one with.\n"
        "{}template <typename... Others>\n"
        "auto sqlite_orm_storage(std::string path, Others... others) {{\n"
        "  return ::sqlite_orm::make_storage(\n"
        "      std::move(path),\n{}      std::move(others)...);\n}}\n",
        left_out_.empty() ? left_out_
                          : "/// Not in it, since sqlite_orm cannot say them "
                            "as they are:\n" +
                                left_out_,
        tables);
  }

  bool has_bytes() const {
    return std::any_of(tables_.begin(), tables_.end(), [](const auto& named) {
      const auto& columns = named.second->columns;
      return std::any_of(columns.begin(), columns.end(),
                         [](const HeaderColumn& column) {
                           return column.value_type == "std::vector<std::byte>";
                         });
    });
  }

 private:
  bool is_in(const HeaderTable& table) const {
    return tables_.contains({table.name, table.schema});
  }

  std::string table_of(const HeaderTable& table) const {
    std::vector<std::string> parts;
    for (std::size_t place = 0; place < table.columns.size(); ++place) {
      parts.push_back(column_of(table, place));
    }
    if (table.primary_key.size() > 1) {
      parts.push_back(orm("primary_key", members(table, table.primary_key)));
    }
    for (const HeaderColumns& key : table.unique) {
      if (key.size() > 1) parts.push_back(orm("unique", members(table, key)));
    }
    for (const HeaderKey& key : content_.foreign_keys) {
      if (key.table != NamedTable(table.name, table.schema)) continue;
      const auto target = tables_.find(key.references);
      if (target == tables_.end()) continue;
      parts.push_back(foreign_key(table, *target->second, key));
    }
    std::string text = fmt::format(
        "      ::sqlite_orm::make_table<{}::row>(\n"
        "          {}",
        table.identifier, cpp_literal(table.name));
    for (const std::string& part : parts) text += ",\n          " + part;
    return text + (table.without_rowid ? ").without_rowid()" : ")");
  }

  static std::string foreign_key(const HeaderTable& table,
                                 const HeaderTable& target,
                                 const HeaderKey& key) {
    HeaderColumns from;
    HeaderColumns to;
    for (const auto& [column, referenced] : key.columns) {
      from.push_back(place_of(table, column));
      to.push_back(place_of(target, referenced));
    }
    return orm("foreign_key", members(table, from)) +
           fmt::format(".references({})", members(target, to)) +
           action("on_update", key.on_update) +
           action("on_delete", key.on_delete);
  }

  static std::size_t place_of(const HeaderTable& table,
                              const std::string& name) {
    const auto found = std::find_if(
        table.columns.begin(), table.columns.end(),
        [&](const HeaderColumn& column) { return column.name == name; });
    return static_cast<std::size_t>(found - table.columns.begin());
  }

  const HeaderContent& content_;
  std::map<NamedTable, const HeaderTable*> tables_;
  std::string left_out_;
};

}  // namespace

std::string sqlite_orm_header(const HeaderContent& content,
                              const std::string& set,
                              const std::string& schema_header) {
  const StorageWriter writer(content);
  return fmt::format(
      "{}\n{}#include <sqlite_orm/sqlite_orm.h>\n"
      "\n#include <cstdint>\n#include <string>\n#include <utility>\n"
      "\n#include \"{}\"\n"
      "\n/// What the migrations of {} make, for sqlite_orm.\n"
      "namespace {} {{\n{}\n}}  // namespace {}\n{}",
      generated_begin,
      writer.has_bytes() ? "#include <godwit/rows_sqlite_orm.h>\n" : "",
      schema_header, set, content.name_space, writer.text(), content.name_space,
      generated_end);
}

}  // namespace godwit::generate
