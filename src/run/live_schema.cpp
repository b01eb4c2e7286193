// SPDX-License-Identifier: BSL-1.0
#include "run/live_schema.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/sha256.h"
#include "change/change.h"
#include "schema/dialect_models.h"
#include "schema/side_table.h"
#include "sql/terminated.h"

namespace godwit::run {

using schema::Identity;
using schema::Model;

std::vector<Identity> tables_of_history(const history::HistoryTable& history) {
  std::vector<Identity> tables;
  const bool has_schemas = history.dialect() == Dialect::postgresql;
  for (const std::string& table : history.tables()) {
    tables.push_back({.kind = schema::Kind::table,
                      .schema = has_schemas ? history.schema() : "",
                      .name = has_schemas ? table : lower(table)});
  }
  return tables;
}

Result<std::vector<Identity>> tables_of_histories(
    const history::HistoryTable& own, std::span<const EmbeddedSet> required) {
  std::vector<Identity> all = tables_of_history(own);
  for (const EmbeddedSet set : required) {
    const auto table =
        history::HistoryTable::named(set.history_table(), own.dialect());
    if (!table) return table.error();
    const auto tables = tables_of_history(*table);
    all.insert(all.end(), tables.begin(), tables.end());
  }
  return all;
}

namespace {

// "public" is there by itself.
void leave_out_if_empty(const std::string& name, Model& model) {
  if (name.empty() || name == "public") return;
  const bool used =
      std::any_of(model.facts.begin(), model.facts.end(),
                  [&](const auto& fact) { return fact.first.schema == name; });
  if (!used) model.facts.erase({.kind = schema::Kind::schema, .name = name});
}

void leave_out(const Identity& table, Model& model) {
  std::erase_if(model.facts, [&](const auto& fact) {
    const Identity& id = fact.first;
    return id == table || (id.schema == table.schema && id.table == table.name);
  });
}

std::vector<Identity> side_tables_of(const Model& model) {
  std::vector<Identity> tables;
  for (const auto& [id, fact] : model.facts) {
    if (schema::is_side_table(id)) tables.push_back(id);
  }
  return tables;
}

// Over the statements that SQLite keeps.
Result<std::string> digest_of_texts(driver::Session& session,
                                    std::span<const Identity> histories) {
  const auto rows = session.query(
      {.sql = "SELECT lower(tbl_name), type, name, sql FROM sqlite_schema "
              "WHERE substr(name, 1, 7) <> 'sqlite_' ORDER BY type, name",
       .reads_only = true});
  if (!rows) return rows.error();
  std::string all;
  for (const driver::Row& row : *rows) {
    const Identity table{.kind = schema::Kind::table,
                         .name = row.front().value_or("")};
    const bool own =
        schema::is_side_table(table) ||
        std::find(histories.begin(), histories.end(), table) != histories.end();
    if (own) continue;
    for (const auto& field : row) {
      all.append(field.value_or("")).append(1, '\0');
    }
  }
  return sha256(all);
}

}  // namespace

Result<Model> live_schema(driver::Session& session,
                          std::span<const Identity> histories) {
  auto model = schema::read_model(session);
  if (!model) return model;
  for (const Identity& table : histories) {
    leave_out(table, *model);
    leave_out_if_empty(table.schema, *model);
  }
  // The schemas of these were there before them.
  for (const Identity& table : side_tables_of(*model)) leave_out(table, *model);
  return model;
}

Result<std::string> live_digest(driver::Session& session,
                                std::span<const Identity> histories) {
  return session.dialect() == Dialect::sqlite
             ? digest_of_texts(session, histories)
             : schema::postgresql_digest(session, histories);
}

Result<std::string> dump_schema(driver::Session& session,
                                std::span<const Identity> histories) {
  const auto model = live_schema(session, histories);
  if (!model) return model.error();
  const Model nothing = schema::new_database(model->dialect);
  const auto all = change::change_operations({nothing, *model});
  if (!all) return all.error();
  std::string text;
  for (const change::Operation& one : *all) {
    if (!text.empty()) text += '\n';
    text += sql::terminated(one.statement, model->dialect) + '\n';
  }
  return text;
}

}  // namespace godwit::run
