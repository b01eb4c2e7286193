// SPDX-License-Identifier: BSL-1.0
#include "rows/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"

namespace godwit::rows {

driver::console::Opened Source::open(driver::console::Access access) const {
  return driver::console::open(url, {.access = access,
                                     .timeout = timeout,
                                     .stop = stop,
                                     .wants_types = false,
                                     .on_connect = on_connect});
}

bool is_computed(const Column& column) {
  return !column.generated.empty() && !column.generated.starts_with("identity");
}

std::string_view to_string(KeyKind kind) noexcept {
  switch (kind) {
    case KeyKind::primary_key:
      return "primary key";
    case KeyKind::unique:
      return "unique";
    case KeyKind::rowid:
      return "rowid";
    case KeyKind::none:
      break;
  }
  return "none";
}

const Column* Table::find(std::string_view column) const {
  const auto found =
      std::find_if(columns.begin(), columns.end(),
                   [&](const Column& one) { return one.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

Result<Table> find_table(driver::console::Console& console,
                         const driver::TableName& name) {
  return console.dialect() == Dialect::postgresql
             ? find_postgresql_table(console, name)
             : find_sqlite_table(console, name);
}

Error no_such_table(const driver::TableName& name) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("there is no table \"{}{}{}\"", name.schema,
                                name.schema.empty() ? "" : ".", name.name),
                    "reload the schema; it may have been renamed or dropped");
}

Error no_such_column(const Table& table, std::string_view column) {
  return make_error(ErrorCode::invalid_argument,
                    fmt::format("{} {} has no column \"{}\"", table.kind,
                                table.reference, column),
                    "reload the schema; it may have been renamed or dropped");
}

}  // namespace godwit::rows
