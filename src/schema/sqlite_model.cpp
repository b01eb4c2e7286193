// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <set>

#include "base/ascii.h"
#include "base/comma_separated.h"
#include "base/sql_names.h"
#include "schema/dialect_models.h"
#include "schema/sqlite_table_text.h"
#include "schema/written_name.h"
#include "sql/made_object.h"

namespace godwit::schema {
namespace {

using driver::Row;

// Tables of their own that belong to virtual ones are made with those.
constexpr const char* all_objects = R"(
SELECT type, name, tbl_name, sql
FROM sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!' AND name NOT IN (
  SELECT name FROM pragma_table_list WHERE type = 'shadow')
ORDER BY type, name)";

// What SQLite has understood, beside the text.
constexpr const char* all_columns = R"(
SELECT t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
FROM sqlite_schema AS t JOIN pragma_table_xinfo(t.name) AS c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'
ORDER BY t.name, c.cid)";

constexpr const char* all_foreign_keys = R"(
SELECT t.name, group_concat(printf('%s(%s) on update %s on delete %s from %s',
  f."table", coalesce(f."to", ''), f.on_update, f.on_delete, f."from"), ', ')
FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS f
WHERE t.type = 'table'
GROUP BY t.name, f.id
ORDER BY 1, 2)";

const std::string& text_or_empty(const std::optional<std::string>& value) {
  static const std::string none;
  return value ? *value : none;
}

Kind kind_of(const std::string& type, const std::string& definition) {
  if (type == "index") return Kind::index;
  if (type == "trigger") return Kind::trigger;
  if (type == "view") return Kind::view;
  return definition.starts_with("create virtual ") ? Kind::virtual_table
                                                   : Kind::table;
}

class ModelReading {
 public:
  explicit ModelReading(driver::Session& session) : session_(session) {}

  Result<Model> run() {
    const auto found = session_.query({.sql = all_objects});
    if (!found) return found.error();
    for (const Row& row : *found) add_object(row);
    const auto parts = session_.query({.sql = all_columns});
    if (!parts) return parts.error();
    for (const Row& row : *parts) add_column(row);
    const auto references = session_.query({.sql = all_foreign_keys});
    if (!references) return references.error();
    for (const Row& row : *references) add_foreign_key(row);
    for (auto& [id, fact] : model_.facts) fact.broken = why_broken(fact);
    add_needs();
    put_in_order();
    return std::move(model_);
  }

 private:
  void add_object(const Row& row) {
    const std::string& name = text_or_empty(row[1]);
    const std::string& sql = text_or_empty(row[3]);
    std::string definition = normalised(sql);
    const Kind kind = kind_of(text_or_empty(row[0]), definition);
    Identity id{.kind = kind, .name = lower(name)};
    if (kind == Kind::index || kind == Kind::trigger) {
      id.table = lower(text_or_empty(row[2]));
    }
    Fact fact{.id = id, .name = name, .text = sql};
    if (kind == Kind::table) {
      add_items(id.name, sql, fact);
    } else {
      fact.aspects.emplace("definition", std::move(definition));
    }
    model_.facts.emplace(std::move(id), std::move(fact));
  }

  void add_items(const std::string& table, const std::string& sql, Fact& fact) {
    const TableText parsed = read_table_text(sql);
    // A rename leaves quotes that nobody has written.
    fact.text = sql.substr(0, parsed.name_begin) +
                written_name(fact.name, Dialect::sqlite) +
                sql.substr(parsed.name_end);
    fact.aspects.emplace("options", comma_separated(parsed.options));
    std::size_t position = 0;
    for (const TableItem& item : parsed.items) {
      const bool is_column = !item.column.empty();
      Identity id{.kind = is_column ? Kind::column : Kind::constraint,
                  .table = table,
                  .name = is_column ? item.column : item.definition};
      Fact part{.id = id,
                .name = id.name,
                .aspects = {{"definition", item.definition}},
                .text = item.text,
                .position = position++};
      model_.facts.emplace(std::move(id), std::move(part));
    }
  }

  // Those of virtual tables follow from what these are.
  Fact* column_of(const Row& row) {
    Identity id{.kind = Kind::column,
                .table = lower(text_or_empty(row[0])),
                .name = lower(text_or_empty(row[1]))};
    const auto found = model_.facts.find(id);
    if (found != model_.facts.end()) return &found->second;
    const bool hidden = row[6] == "1";
    const Identity table{.kind = Kind::virtual_table, .name = id.table};
    if (hidden || model_.find(table) == nullptr) return nullptr;
    Fact column{.id = id, .position = position_++};
    return &model_.facts.emplace(std::move(id), std::move(column))
                .first->second;
  }

  void add_column(const Row& row) {
    Fact* fact = column_of(row);
    if (fact == nullptr) return;
    Fact& column = *fact;
    column.name = text_or_empty(row[1]);
    column.aspects.emplace("name", column.name);
    column.aspects.emplace("type", text_or_empty(row[2]));
    if (row[3] == "1") column.aspects.emplace("not null", "");
    if (row[4]) column.aspects.emplace("default", *row[4]);
    if (row[5] != "0") column.aspects.emplace("primary key", *row[5]);
    if (row[6] == "2") column.aspects.emplace("generated", "virtual");
    if (row[6] == "3") column.aspects.emplace("generated", "stored");
  }

  void add_foreign_key(const Row& row) {
    const auto fact = model_.facts.find(
        {.kind = Kind::table, .name = lower(text_or_empty(row[0]))});
    if (fact == model_.facts.end()) return;
    std::string& all = fact->second.aspects["foreign keys"];
    if (!all.empty()) all += '\n';
    all += text_or_empty(row[1]);
  }

  // A table after those that it refers to; a view or a trigger after all that
  // it speaks of, for readers, since SQLite takes them in any order.
  void add_needs() {
    for (const auto& [id, fact] : model_.facts) {
      if (!id.table.empty() && id.kind != Kind::trigger) continue;
      const auto said = id.kind == Kind::table ? fact.aspect("foreign keys")
                                               : std::string_view(fact.text);
      for (const std::string& name : sql::names_in(said, Dialect::sqlite)) {
        for (const Kind kind : {Kind::table, Kind::virtual_table, Kind::view}) {
          const Identity other{.kind = kind, .name = name};
          if (other != id && model_.find(other) != nullptr) {
            model_.needs.emplace(id, other);
          }
        }
      }
    }
  }

  // By what they need, and then by name: whoever made them first.
  void put_in_order() {
    std::set<Identity> seen;
    std::size_t position = 0;
    for (const auto& [id, fact] : model_.facts) {
      if (id.table.empty() || id.kind == Kind::index ||
          id.kind == Kind::trigger) {
        put_in_order(id, seen, position);
      }
    }
  }

  void put_in_order(const Identity& id, std::set<Identity>& seen,
                    std::size_t& position) {
    if (!seen.insert(id).second) return;
    for (auto need = model_.needs.lower_bound({id, Identity{Kind::schema}});
         need != model_.needs.end() && need->first == id; ++need) {
      put_in_order(need->second, seen, position);
    }
    model_.facts.at(id).position = position++;
  }

  // SQLite takes any view and trigger, and looks at what they say once they are
  // used, or anything of the schema is renamed.
  std::string why_broken(const Fact& fact) {
    if (fact.id.kind == Kind::view) {
      return why_refused(
          fmt::format("SELECT * FROM {} LIMIT 0", quoted_name(fact.name)));
    }
    if (fact.id.kind != Kind::trigger) return {};
    const std::string table = quoted_name(fact.id.table);
    for (const char* event : {" insert on ", " delete on ", " update "}) {
      if (fact.aspect("definition").find(event) == std::string::npos) continue;
      const bool insert = event[1] == 'i';
      const bool update = event[1] == 'u';
      std::string why = why_refused(
          insert   ? fmt::format("EXPLAIN INSERT INTO {} DEFAULT VALUES", table)
          : update ? fmt::format("EXPLAIN UPDATE {} SET {}", table,
                                 assignments_to(fact.id.table))
                   : fmt::format("EXPLAIN DELETE FROM {}", table));
      if (!why.empty()) return why;
      break;
    }
    return {};
  }

  std::string why_refused(const std::string& statement) {
    const auto done = session_.query({.sql = statement, .pinned = false});
    return done ? std::string() : done.error().message;
  }

  std::string assignments_to(const std::string& table) {
    const auto names = session_.query(
        {.sql = "SELECT name FROM pragma_table_xinfo($1) WHERE hidden = 0",
         .parameters = {table}});
    std::string text;
    if (!names) return text;
    for (const Row& row : *names) {
      const std::string name = quoted_name(text_or_empty(row[0]));
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, name);
    }
    return text;
  }

  driver::Session& session_;
  Model model_{.dialect = Dialect::sqlite};
  std::size_t position_ = 0;
};

}  // namespace

Result<Model> read_sqlite_model(driver::Session& session) {
  return ModelReading(session).run();
}

}  // namespace godwit::schema
