// SPDX-License-Identifier: BSL-1.0
#include "rows/way_back.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "base/sql_names.h"
#include "rows/edit_statement.h"
#include "rows/row.h"
#include "rows/tables.h"

namespace godwit::rows {
namespace {

// What else an edit may set off: its name, whether deleting or updating does,
// and of the latter the column, unless any does.
constexpr const char* effects_of_postgresql = R"(
SELECT 'trigger ' || t.tgname, true, true, NULL
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_trigger t ON t.tgrelid = c.oid
WHERE n.nspname = $1 AND c.relname = $2
  AND NOT t.tgisinternal AND t.tgenabled <> 'D'
UNION ALL
SELECT 'foreign key ' || k.conname, k.confdeltype IN ('c', 'n', 'd'),
       k.confupdtype IN ('n', 'd'), a.attname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_constraint k ON k.confrelid = c.oid AND k.contype = 'f'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.confkey)
WHERE n.nspname = $1 AND c.relname = $2
ORDER BY 1)";

// Foreign keys do nothing there while a migration runs.
constexpr const char* effects_of_sqlite =
    "SELECT 'trigger ' || name, 't', 't', NULL FROM main.sqlite_master "
    "WHERE type = 'trigger' AND lower(tbl_name) = lower($1) ORDER BY 1";

bool does(const driver::console::Value& value) {
  return value && value->text == "t";
}

bool is_set_off(const Edit& edit, const driver::console::Values& effect) {
  const bool by_any = !effect[3];
  switch (edit.kind) {
    case Edit::Kind::insert:
      return by_any;
    case Edit::Kind::remove:
      return does(effect[1]);
    case Edit::Kind::update:
      break;
  }
  return does(effect[2]) && (by_any || sets(edit, effect[3]->text));
}

NewValue as_stored(driver::console::Value value) {
  if (!value) return {NewValue::Kind::null};
  return {NewValue::Kind::stored, *std::move(value)};
}

/// One call of write_way_back().
class Returning {
 public:
  explicit Returning(const Source& source) : tables_(source) {}

  Result<WayBack> write(std::span<const Edit> edits) {
    WayBack all;
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
      auto sql = statement(*edit);
      if (!sql) return std::move(sql).error();
      if (!unknown_.empty()) return WayBack{.unknown = std::move(unknown_)};
      all.sql += *sql + ";\n";
    }
    return all;
  }

 private:
  // What takes an edit back is one itself.
  Result<std::string> statement(const Edit& edit) {
    const auto table = tables_.find(edit.table);
    if (!table) return table.error();
    const auto console = tables_.console();
    if (!console) return console.error();
    if (auto looked = look_for_effects(**console, **table, edit); !looked) {
      return std::move(looked).error();
    }
    const auto one = edit_of_copies(**console, **table, edit);
    if (!one) return one.error();
    auto inverse = inverse_of(**console, one->table, one->edit);
    if (!inverse) return std::move(inverse).error();
    if (!unknown_.empty()) return std::string();
    std::string column;
    return edit_text(one->table, *inverse, column);
  }

  Result<void> look_for_effects(driver::console::Console& console,
                                const Table& table, const Edit& edit) {
    const bool sqlite = table.dialect == Dialect::sqlite;
    driver::console::Statement statement{
        .sql = sqlite ? effects_of_sqlite : effects_of_postgresql,
        .pinned = !sqlite};
    if (!sqlite) {
      statement.parameters.emplace_back(
          driver::console::Cell{table.name.schema});
    }
    statement.parameters.emplace_back(driver::console::Cell{table.name.name});
    const auto effects = driver::console::ask(console, statement);
    if (!effects) return effects.error();
    for (const driver::console::Values& effect : effects->rows) {
      if (!is_set_off(edit, effect)) continue;
      unknown_ = fmt::format("{} may change more than the rows of {}",
                             effect[0]->text, table.reference);
      break;
    }
    return {};
  }

  Result<Edit> inverse_of(driver::console::Console& console, const Table& table,
                          const Edit& edit) {
    if (edit.kind == Edit::Kind::insert) {
      return Edit{.kind = Edit::Kind::remove,
                  .table = edit.table,
                  .key = key_behind(table, edit)};
    }
    auto row = select_row(console, table, edit.key, all_columns(table));
    if (!row) return std::move(row).error();
    if (!*row) {
      unknown_ =
          fmt::format("a row of {} is not there any more", table.reference);
      return Edit();
    }
    const bool removed = edit.kind == Edit::Kind::remove;
    Edit inverse{.kind = removed ? Edit::Kind::insert : Edit::Kind::update,
                 .table = edit.table};
    if (!removed) inverse.key = key_behind(table, edit);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Column& column = table.columns[i];
      if (removed ? is_computed(column) : !sets(edit, column.name)) {
        continue;
      }
      inverse.values.emplace_back(column.name,
                                  as_stored(std::move((**row)[i])));
    }
    return inverse;
  }

  // Of the row as the edit leaves it.
  driver::console::Values key_behind(const Table& table, const Edit& edit) {
    driver::console::Values key = edit.key;
    key.resize(table.key.size());
    for (const auto& [name, value] : edit.values) {
      for (std::size_t i = 0; i < table.key.size(); ++i) {
        if (table.key[i] != name) continue;
        key[i].reset();
        if (value.kind != NewValue::Kind::value) continue;
        key[i] = cell_for(*table.find(name), value.cell);
      }
    }
    for (std::size_t i = 0; i < key.size(); ++i) {
      if (key[i]) continue;
      unknown_ = fmt::format("only the database knows {} of a row of {}",
                             quoted_name(table.key[i]), table.reference);
    }
    if (key.empty()) {
      unknown_ =
          fmt::format("nothing tells the rows of {} apart", table.reference);
    }
    return key;
  }

  Tables tables_;
  std::string unknown_;
};

}  // namespace

Result<WayBack> write_way_back(const Source& source,
                               std::span<const Edit> edits) {
  return Returning(source).write(edits);
}

}  // namespace godwit::rows
