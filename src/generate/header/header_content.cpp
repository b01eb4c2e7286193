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
                     .schema = table.id.schema};
    CppScope scope({"columns", "row", "std"});
    for (const Fact* column : model_.parts_of(table.id, Kind::column)) {
      made.columns.push_back(column_of(table, *column, keys));
      HeaderColumn& last = made.columns.back();
      last.identifier = scope.add(last.name);
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
    return {.name = name_of(column, model_.dialect),
            .type = cpp_type(table, column),
            .has_default = has("default") || has("identity") ||
                           is_rowid(model_, table, column),
            .primary_key = std::find(keys.primary.begin(), keys.primary.end(),
                                     column.id.name) != keys.primary.end(),
            .unique = keys.primary == alone ||
                      std::find(keys.unique.begin(), keys.unique.end(),
                                alone) != keys.unique.end(),
            .generated = has("generated")};
  }

  std::string cpp_type(const Fact& table, const Fact& column) {
    const ColumnType type = type_of_column(model_, table, column);
    std::string cpp = type.cpp;
    if (const TypeMapping* mapping =
            mapping_for(subject_.types, table, column, type.names)) {
      cpp = from_outside(mapping->type);
      if (!mapping->include.empty()) content_.includes.insert(mapping->include);
    } else if (type.enumeration != nullptr) {
      used_enums_.insert(type.enumeration->id);
      cpp = fmt::format("::{}::{}", content_.name_space,
                        names_.at(type.enumeration->id));
    }
    return type.nullable ? fmt::format("std::optional<{}>", cpp) : cpp;
  }

  void add_key(const Fact& table, const schema::ForeignKeyFact& key) {
    const Fact& target = *model_.find(key.references);
    HeaderKey made{
        .table = {name_of(table, model_.dialect), table.id.schema},
        .references = {name_of(target, model_.dialect), target.id.schema}};
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
