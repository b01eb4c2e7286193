// SPDX-License-Identifier: BSL-1.0
#include "diagram/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include "base/ascii.h"
#include "schema/named_object.h"
#include "schema/sqlite_table_text.h"
#include "schema/written_name.h"
#include "sql/words.h"

namespace godwit::diagram {
namespace {

using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

constexpr std::array table_kinds = {Kind::table, Kind::virtual_table,
                                    Kind::view, Kind::materialized_view};

using Comments = std::map<Identity, std::string>;

Comments comments_of(const Model& model) {
  Comments comments;
  for (const auto& [first, second] : model.needs) {
    if (first.kind != Kind::comment) continue;
    const Fact* fact = model.find(first);
    if (fact != nullptr) comments.emplace(second, fact->aspect("comment"));
  }
  return comments;
}

std::string comment_on(const Identity& id, const Comments& comments) {
  const auto found = comments.find(id);
  return found != comments.end() ? found->second : std::string();
}

std::string list_of(const schema::KeyColumns& columns) {
  std::string list;
  for (const std::string& column : columns) {
    if (!list.empty()) list += ", ";
    list += schema::written_name(column, Dialect::sqlite);
  }
  return list;
}

std::string capitals(std::string_view text) {
  std::string large(text);
  for (char& c : large) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return large;
}

// SQLite: what stands in parentheses behind each such keyword of a column, with
// them.
std::vector<std::string> expressions_behind(std::string_view keyword,
                                            const std::string& column) {
  std::vector<std::string> found;
  sql::Words words(column, Dialect::sqlite);
  words.next();
  int depth = 0;
  bool behind = false;
  std::size_t begin = 0;
  for (auto word = words.next(); !word.empty(); word = words.next()) {
    const auto place = static_cast<std::size_t>(word.data() - column.data());
    if (word == "(" && depth++ == 0) begin = place;
    if (word == ")" && --depth == 0 && behind) {
      found.push_back(column.substr(begin, place + 1 - begin));
    }
    if (depth == 0) behind = words.at_word() && sql::is_word(word, keyword);
  }
  return found;
}

// SQLite: without the name in front.
Part constraint_as_written(const Fact& fact) {
  Part part{.definition = fact.text};
  sql::Words words(fact.text, Dialect::sqlite);
  auto word = words.next();
  if (sql::is_word(word, "CONSTRAINT")) {
    const std::string_view name = words.next();
    part.name = schema::shown_name(name);
    word = words.next();
    part.definition = std::string(std::string_view(fact.text).substr(
        static_cast<std::size_t>(word.data() - fact.text.data())));
  }
  part.kind = sql::is_word(word, "CHECK")     ? "check"
              : sql::is_word(word, "UNIQUE")  ? "unique"
              : sql::is_word(word, "PRIMARY") ? "primary key"
                                              : "foreign key";
  return part;
}

Part foreign_key(const schema::ForeignKeyFact& key, const Model& model) {
  const Fact* target = model.find(key.references);
  std::string text =
      fmt::format("FOREIGN KEY ({}) REFERENCES {} ({})", list_of(key.columns),
                  schema::written_name(target->name, Dialect::sqlite),
                  list_of(key.referenced));
  if (!key.on_update.empty()) {
    text += " ON UPDATE " + capitals(key.on_update);
  }
  if (!key.on_delete.empty()) {
    text += " ON DELETE " + capitals(key.on_delete);
  }
  return {key.name, "foreign key", std::move(text)};
}

/// One table of a model, with all that belongs to it.
class TableReading {
 public:
  TableReading(const Model& model, const Fact& fact,
               const schema::TableKeys& keys, const Comments& comments)
      : model_(model), fact_(fact), keys_(keys), comments_(comments) {}

  Table run() {
    table_ = {.id = fact_.id,
              .reference = reference_of(fact_, model_.dialect),
              .schema = fact_.id.schema,
              .name = fact_.name,
              .comment = comment_on(fact_.id, comments_)};
    if (table_.is_view() || fact_.id.kind == Kind::virtual_table) {
      table_.definition = text_of(fact_);
    }
    add_columns();
    add_constraints();
    for (const Fact* index : parts(Kind::index)) add_index(*index);
    for (const Fact* trigger : parts(Kind::trigger)) {
      table_.triggers.push_back({trigger->name, "", text_of(*trigger)});
    }
    for (const Kind kind : {Kind::policy, Kind::rule}) {
      for (const Fact* one : parts(kind)) {
        table_.others.push_back(
            {one->name, std::string(to_string(kind)), one->text});
      }
    }
    return std::move(table_);
  }

 private:
  std::vector<const Fact*> parts(Kind kind) const {
    return model_.parts_of(fact_.id, kind);
  }

  std::string text_of(const Fact& fact) const {
    return model_.dialect == Dialect::sqlite ||
                   fact.aspect("definition").empty()
               ? fact.text
               : std::string(fact.aspect("definition"));
  }

  void add_columns() {
    for (const Fact* fact : parts(Kind::column)) {
      Column column{.name = fact->name,
                    .type = std::string(fact->aspect("type")),
                    .value = std::string(fact->aspect("default")),
                    .comment = comment_on(fact->id, comments_),
                    .nullable = !fact->aspects.contains("not null")};
      column.primary = contains(keys_.primary, fact->id.name);
      for (const auto& key : keys_.foreign) {
        if (contains(key.columns, fact->id.name)) column.foreign = true;
      }
      if (model_.dialect == Dialect::sqlite) {
        column.generated = generated_in_text(*fact);
        if (is_row_id(column)) column.nullable = false;
      } else {
        column.generated = std::string(fact->aspect("generated"));
        const auto identity = fact->aspect("identity");
        if (!identity.empty()) {
          column.value = fmt::format("GENERATED {} AS IDENTITY", identity);
        }
      }
      table_.columns.push_back(std::move(column));
    }
  }

  static bool contains(const schema::KeyColumns& columns,
                       const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  }

  // Which is never NULL, though nothing says so.
  bool is_row_id(const Column& column) const {
    return column.primary && keys_.primary.size() == 1 &&
           equal_but_for_case(column.type, "integer");
  }

  // "AS (…)", with or without GENERATED ALWAYS in front.
  static std::string generated_in_text(const Fact& fact) {
    if (fact.aspect("generated").empty()) return {};
    const auto found = expressions_behind("AS", fact.text);
    if (found.empty()) return {};
    return fmt::format("{} {}", found.front(),
                       capitals(fact.aspect("generated")));
  }

  void add_constraints() {
    if (model_.dialect == Dialect::sqlite) {
      add_sqlite_constraints();
      return;
    }
    static const std::map<std::string_view, const char*> kinds = {
        {"c", "check"},
        {"f", "foreign key"},
        {"p", "primary key"},
        {"u", "unique"},
        {"x", "exclusion"}};
    for (const Fact* fact : parts(Kind::constraint)) {
      const auto kind = kinds.find(fact->aspect("kind"));
      table_.constraints.push_back({fact->name,
                                    kind != kinds.end() ? kind->second : "",
                                    std::string(fact->aspect("definition"))});
    }
  }

  // What columns say of themselves, as if it were said of the table.
  void add_sqlite_constraints() {
    std::vector<Part> written;
    bool has_primary = false;
    for (const Fact* fact : parts(Kind::constraint)) {
      written.push_back(constraint_as_written(*fact));
      if (written.back().kind == "primary key") has_primary = true;
    }
    if (!has_primary && !keys_.primary.empty()) {
      table_.constraints.push_back(
          {"", "primary key",
           fmt::format("PRIMARY KEY ({})", list_of(keys_.primary))});
    }
    for (const Fact* fact : parts(Kind::column)) {
      for (const std::string& check : expressions_behind("CHECK", fact->text)) {
        table_.constraints.push_back({"", "check", "CHECK " + check});
      }
      const auto lines = schema::only_in_text(fact->text, fact->id.name);
      if (std::any_of(lines.begin(), lines.end(), [](const auto& line) {
            return line.starts_with("unique ");
          })) {
        table_.constraints.push_back(
            {"", "unique", fmt::format("UNIQUE ({})", list_of({fact->name}))});
      }
    }
    for (const auto& key : keys_.foreign) {
      table_.constraints.push_back(foreign_key(key, model_));
    }
    for (Part& part : written) {
      if (part.kind != "foreign key") {
        table_.constraints.push_back(std::move(part));
      }
    }
  }

  void add_index(const Fact& index) {
    sql::Words words(index.aspect("definition"), model_.dialect);
    const bool unique = sql::begins_with(words, "CREATE UNIQUE");
    table_.indexes.push_back(
        {index.name, unique ? "unique" : "", text_of(index)});
  }

  const Model& model_;
  const Fact& fact_;
  const schema::TableKeys& keys_;
  const Comments& comments_;
  Table table_;
};

class TablesReading {
 public:
  explicit TablesReading(const Model& model)
      : model_(model), comments_(comments_of(model)) {
    all_.dialect = model.dialect;
  }

  Tables run() {
    find_partitions();
    for (const auto& [id, fact] : model_.facts) add_table(fact);
    std::sort(all_.tables.begin(), all_.tables.end(),
              [](const Table& one, const Table& other) {
                return std::tie(one.schema, one.name, one.id) <
                       std::tie(other.schema, other.name, other.id);
              });
    for (std::size_t i = 0; i < all_.tables.size(); ++i) {
      places_[all_.tables[i].id] = i;
    }
    for (const auto& [id, keys] : keys_) {
      for (const auto& key : keys.foreign) add_reference(id, keys, key);
    }
    std::sort(all_.references.begin(), all_.references.end(),
              [](const Reference& one, const Reference& other) {
                return key_of(one) < key_of(other);
              });
    const auto repeated =
        std::unique(all_.references.begin(), all_.references.end(),
                    [](const Reference& one, const Reference& other) {
                      return key_of(one) == key_of(other);
                    });
    all_.references.erase(repeated, all_.references.end());
    return std::move(all_);
  }

 private:
  static std::tuple<std::size_t, const std::vector<std::size_t>&, std::size_t,
                    const std::vector<std::size_t>&, const std::string&>
  key_of(const Reference& one) {
    return {one.from, one.from_columns, one.to, one.to_columns, one.name};
  }

  void find_partitions() {
    for (const auto& [id, fact] : model_.facts) {
      const auto parent = fact.aspect("partition of");
      if (id.kind != Kind::table || parent.empty()) continue;
      sql::Words words(parent, model_.dialect);
      const Fact* found =
          schema::next_object(words, model_, std::span(table_kinds).first(1));
      if (found != nullptr) parents_[id] = found->id;
    }
  }

  // The table that is shown, itself or what it is a partition of.
  Identity shown(Identity id) const {
    for (auto parent = parents_.find(id); parent != parents_.end();
         parent = parents_.find(id)) {
      id = parent->second;
    }
    return id;
  }

  void add_table(const Fact& fact) {
    if (std::find(table_kinds.begin(), table_kinds.end(), fact.id.kind) ==
        table_kinds.end()) {
      return;
    }
    auto& keys = keys_[fact.id];
    if (fact.id.kind == Kind::table) keys = keys_of(model_, fact.id);
    if (parents_.contains(fact.id)) return;
    all_.tables.push_back(TableReading(model_, fact, keys, comments_).run());
    for (const auto& [partition, parent] : parents_) {
      if (shown(partition) == fact.id) {
        all_.tables.back().partitions.push_back(
            reference_of(*model_.find(partition), model_.dialect));
      }
    }
  }

  // Absent: there is no such column.
  std::optional<std::vector<std::size_t>> columns_of(
      std::size_t table, const schema::KeyColumns& names) const {
    std::vector<std::size_t> places;
    for (const std::string& name : names) {
      const auto& columns = all_.tables[table].columns;
      const auto found = std::find_if(columns.begin(), columns.end(),
                                      [&](const Column& column) {
                                        return model_.dialect == Dialect::sqlite
                                                   ? lower(column.name) == name
                                                   : column.name == name;
                                      });
      if (found == columns.end()) return std::nullopt;
      places.push_back(static_cast<std::size_t>(found - columns.begin()));
    }
    return places;
  }

  void add_reference(const Identity& id, const schema::TableKeys& keys,
                     const schema::ForeignKeyFact& key) {
    const auto from = places_.find(shown(id));
    const auto to = places_.find(shown(key.references));
    if (from == places_.end() || to == places_.end()) return;
    auto from_columns = columns_of(from->second, key.columns);
    auto to_columns = columns_of(to->second, key.referenced);
    if (!from_columns || !to_columns) return;
    Reference reference{.name = key.name,
                        .from = from->second,
                        .from_columns = *std::move(from_columns),
                        .to = to->second,
                        .to_columns = *std::move(to_columns),
                        .on_update = key.on_update,
                        .on_delete = key.on_delete,
                        .unique = is_unique(keys, key.columns)};
    for (const std::size_t column : reference.from_columns) {
      if (all_.tables[reference.from].columns[column].nullable) {
        reference.optional = true;
      }
    }
    all_.references.push_back(std::move(reference));
  }

  static bool is_unique(const schema::TableKeys& keys,
                        schema::KeyColumns columns) {
    std::sort(columns.begin(), columns.end());
    const auto within = [&](schema::KeyColumns key) {
      std::sort(key.begin(), key.end());
      return !key.empty() && std::includes(columns.begin(), columns.end(),
                                           key.begin(), key.end());
    };
    return within(keys.primary) ||
           std::any_of(keys.unique.begin(), keys.unique.end(), within);
  }

  const Model& model_;
  Comments comments_;
  std::map<Identity, Identity> parents_;
  std::map<Identity, schema::TableKeys> keys_;
  std::map<Identity, std::size_t> places_;
  Tables all_;
};

std::string columns_text(const Table& table,
                         const std::vector<std::size_t>& columns) {
  std::string text;
  for (const std::size_t column : columns) {
    if (!text.empty()) text += ", ";
    text += table.columns[column].name;
  }
  return columns.size() == 1 ? text : "(" + text + ")";
}

}  // namespace

Tables tables_of(const schema::Model& model) {
  return TablesReading(model).run();
}

std::string reference_of(const schema::Fact& table, Dialect dialect) {
  return table.reference.empty() ? schema::written_name(table.name, dialect)
                                 : table.reference;
}

std::string_view kind_of(const Table& table) {
  return schema::to_string(table.id.kind);
}

std::string full_name(const Table& table, const Tables& all) {
  const std::string& first = all.tables.front().schema;
  const bool several =
      std::any_of(all.tables.begin(), all.tables.end(),
                  [&](const Table& one) { return one.schema != first; });
  return several ? table.schema + '.' + table.name : table.name;
}

std::string text_of(const Reference& reference, const Tables& all) {
  const Table& from = all.tables[reference.from];
  const Table& to = all.tables[reference.to];
  return fmt::format("{}.{} → {}.{}", full_name(from, all),
                     columns_text(from, reference.from_columns),
                     full_name(to, all),
                     columns_text(to, reference.to_columns));
}

}  // namespace godwit::diagram
