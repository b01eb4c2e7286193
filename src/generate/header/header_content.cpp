// SPDX-License-Identifier: BSL-1.0
#include "generate/header/header_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "generate/header/column_type.h"
#include "generate/header/cpp_names.h"
#include "schema/fingerprint.h"
#include "schema/table_keys.h"
#include "sql/string_content.h"
#include "sql/words.h"

namespace godwit::generate {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

// As it is called, and not as SQL writes it.
const std::string& name_of(const Fact& fact, Dialect dialect) {
  return dialect == Dialect::sqlite ? fact.name : fact.id.name;
}

// All tables but those of `public` with their schema in front, so that a new
// table changes the name of no other.
std::string name_with_schema(const Fact& fact, Dialect dialect) {
  const std::string& name = name_of(fact, dialect);
  const std::string& schema = fact.id.schema;
  return schema.empty() || schema == "public" ? name : schema + '_' + name;
}

// Its values may be facts of the same kind, as parts of it.
bool is_enum(const Fact& fact) {
  return fact.id.kind == Kind::enum_type && fact.id.table.empty();
}

// What a partition has is read by way of its table.
bool is_table(const Fact& fact) {
  return (fact.id.kind == Kind::table || fact.id.kind == Kind::virtual_table) &&
         fact.aspect("partition of").empty();
}

// Columns alone are of interest here.
bool has_same_columns(const Model& model, const Model& before,
                      const Fact& table) {
  const auto columns = model.parts_of(table.id, Kind::column);
  const auto others = before.parts_of(table.id, Kind::column);
  return before.find(table.id) != nullptr &&
         std::equal(columns.begin(), columns.end(), others.begin(),
                    others.end(), [](const Fact* one, const Fact* other) {
                      return one->id == other->id &&
                             one->aspects == other->aspects;
                    });
}

bool says_autoincrement(const Model& model, const Fact& table) {
  for (const Kind kind : {Kind::column, Kind::constraint}) {
    for (const Fact* part : model.parts_of(table.id, kind)) {
      sql::Words words(part->aspect("definition"), model.dialect);
      for (auto word = words.next(); !word.empty(); word = words.next()) {
        if (words.at_word() && sql::is_word(word, "AUTOINCREMENT")) return true;
      }
    }
  }
  return false;
}

HeaderColumns places_of(const schema::KeyColumns& key,
                        const std::vector<const Fact*>& columns) {
  HeaderColumns places;
  for (const std::string& name : key) {
    const auto found = std::find_if(
        columns.begin(), columns.end(),
        [&](const Fact* column) { return column->id.name == name; });
    places.push_back(static_cast<std::size_t>(found - columns.begin()));
  }
  return places;
}

// A name of another place cannot be hidden by one of the header.
std::string from_outside(const std::string& type) {
  const bool qualified = type.find("::") != std::string::npos &&
                         !type.starts_with("::") && !type.starts_with("std::");
  return qualified ? "::" + type : type;
}

class ContentMaker {
 public:
  explicit ContentMaker(const HeaderSubject& subject)
      : subject_(subject), model_(subject.model) {}

  HeaderContent run() {
    content_.set_name_space = subject_.name_space;
    content_.name_space = subject_.name_space + "::schema";
    content_.fingerprint = schema::fingerprint(model_);
    std::vector<const Fact*> tables;
    for (const auto& [id, fact] : model_.facts) {
      if (!is_table(fact) || has_same_columns(model_, subject_.before, fact)) {
        continue;
      }
      tables.push_back(&fact);
      names_.emplace(id, scope_.add(name_with_schema(fact, model_.dialect)));
    }
    for (const auto& [id, fact] : model_.facts) {
      if (!is_enum(fact)) continue;
      names_.emplace(id, scope_.add(name_with_schema(fact, model_.dialect)));
    }
    for (const Fact* table : tables) add_table(*table);
    for (const auto& [id, fact] : model_.facts) {
      if (!is_enum(fact)) continue;
      const bool is_new = subject_.before.find(id) == nullptr;
      if (is_new || used_enums_.contains(id)) add_enum(fact);
    }
    return std::move(content_);
  }

 private:
  void add_table(const Fact& table) {
    const schema::TableKeys keys = schema::keys_of(model_, table.id);
    HeaderTable made{.identifier = names_.at(table.id),
                     .name = name_of(table, model_.dialect),
                     .schema = table.id.schema,
                     .is_virtual = table.id.kind == Kind::virtual_table,
                     .without_rowid = is_without_rowid(table)};
    CppScope scope({"columns", "row", "std"});
    const auto columns = model_.parts_of(table.id, Kind::column);
    for (const Fact* column : columns) {
      made.columns.push_back(column_of(table, *column, keys));
      HeaderColumn& last = made.columns.back();
      last.identifier = scope.add(last.name);
    }
    made.primary_key = places_of(keys.primary, columns);
    for (const schema::KeyColumns& key : keys.unique) {
      made.unique.insert(places_of(key, columns));
    }
    content_.tables.push_back(std::move(made));
    for (const schema::ForeignKeyFact& key : keys.foreign) add_key(table, key);
  }

  HeaderColumn column_of(const Fact& table, const Fact& column,
                         const schema::TableKeys& keys) {
    const schema::KeyColumns alone = {column.id.name};
    const auto has = [&](std::string_view aspect) {
      return column.aspects.contains(aspect);
    };
    HeaderColumn made{
        .name = name_of(column, model_.dialect),
        .not_null = has("not null"),
        .has_default = has("default") || has("identity") ||
                       is_rowid(model_, table, column),
        .default_value = std::string(column.aspect("default")),
        .primary_key = std::find(keys.primary.begin(), keys.primary.end(),
                                 column.id.name) != keys.primary.end(),
        .unique = keys.primary == alone ||
                  std::find(keys.unique.begin(), keys.unique.end(), alone) !=
                      keys.unique.end(),
        .generated = has("generated"),
        .autoincrement = is_rowid(model_, table, column) &&
                         says_autoincrement(model_, table)};
    add_type(table, column, made);
    return made;
  }

  void add_type(const Fact& table, const Fact& column, HeaderColumn& made) {
    ColumnType type = type_of_column(model_, table, column);
    made.value_type = type.cpp;
    made.nullable = type.nullable;
    if (const TypeMapping* mapping =
            mapping_for(subject_.types, table, column, type.names)) {
      made.mapped = true;
      made.value_type = from_outside(mapping->type);
      if (!mapping->include.empty()) content_.includes.insert(mapping->include);
    } else if (type.enumeration != nullptr) {
      used_enums_.insert(type.enumeration->id);
      made.value_type = fmt::format("::{}::{}", content_.name_space,
                                    names_.at(type.enumeration->id));
    }
    made.type = type.nullable
                    ? fmt::format("std::optional<{}>", made.value_type)
                    : made.value_type;
    made.database_types = std::move(type.names);
  }

  void add_key(const Fact& table, const schema::ForeignKeyFact& key) {
    const Fact& target = *model_.find(key.references);
    HeaderKey made{
        .table = {name_of(table, model_.dialect), table.id.schema},
        .references = {name_of(target, model_.dialect), target.id.schema},
        .on_update = key.on_update,
        .on_delete = key.on_delete};
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
      made.columns.emplace_back(column_name(table.id, key.columns[i]),
                                column_name(target.id, key.referenced[i]));
    }
    content_.foreign_keys.push_back(std::move(made));
  }

  std::string column_name(const Identity& table, const std::string& name) {
    const Fact& column =
        *model_.find({Kind::column, table.schema, table.name, name});
    return name_of(column, model_.dialect);
  }

  void add_enum(const Fact& fact) {
    HeaderEnum made{.identifier = names_.at(fact.id)};
    made.from = scope_.add(made.identifier + "_from");
    CppScope scope({});
    sql::Words words(fact.aspect("values"), model_.dialect);
    for (auto word = words.next(); !word.empty(); word = words.next()) {
      if (!words.at_string()) continue;
      std::string value = sql::unquoted(word);
      std::string identifier = scope.add(value);
      made.values.emplace_back(std::move(identifier), std::move(value));
    }
    content_.enums.push_back(std::move(made));
  }

  const HeaderSubject& subject_;
  const Model& model_;
  HeaderContent content_;
  /// What each table has inside, and the header beside them.
  CppScope scope_{{"column_names", "columns", "detail", "fingerprint",
                   "foreign_keys", "row", "select", "std", "table", "to_string",
                   "visit"}};
  std::map<Identity, std::string> names_;
  std::set<Identity> used_enums_;
};

}  // namespace

Result<HeaderContent> header_content(const HeaderSubject& subject) {
  auto checked = check_mappings(subject.types, subject.model);
  if (!checked) return std::move(checked).error();
  return ContentMaker(subject).run();
}

}  // namespace godwit::generate
