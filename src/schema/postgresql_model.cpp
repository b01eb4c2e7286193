// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/number.h"
#include "schema/dialect_models.h"
#include "schema/postgresql_facts.h"

namespace godwit::schema {
namespace {

// What a row tells that is no fact: pairs of addresses, with spaces between.
constexpr std::string_view alias_row = "alias";
constexpr std::string_view default_row = "default";
constexpr std::string_view needs_row = "needs";

// Which query, address, schema, what it is a part of, name, how SQL names it,
// position, text.
constexpr std::size_t columns_before_aspects = 8;

std::string nulls(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += ", NULL";
  return text;
}

std::size_t aspects_of(const FactQuery& query) {
  std::size_t count = 0;
  while (count < query.aspects.size() && !query.aspects[count].empty()) ++count;
  return count;
}

// How SQL names an object: with its schema, or in its table.
std::string sql_name(const FactQuery& query) {
  if (query.kind == Kind::function) return "oid::regprocedure::text";
  if (query.kind == Kind::aggregate) {
    return "quote_ident(schema) || '.' || name";
  }
  return "CASE WHEN part_of = '' AND schema <> '' THEN quote_ident(schema) || "
         "'.' ELSE '' END || quote_ident(name)";
}

// Columns of unlike queries become the same ones.
std::string fact_select(const FactQuery& query, std::size_t number) {
  std::string columns = query.catalog.empty() ? "class, " : "";
  columns += "oid, sub, schema, part_of, name, place, text";
  std::string aspects;
  for (std::size_t i = 0; i < aspects_of(query); ++i) {
    columns += fmt::format(", a{}", i);
    aspects += fmt::format(", a{}::text", i);
  }
  const std::string catalog = query.catalog.empty()
                                  ? std::string("class")
                                  : fmt::format("'{}'", query.catalog);
  return fmt::format(
      "SELECT '{}', {}::regclass::oid || ':' || oid || ':' || sub, "
      "schema::text, part_of::text, name::text, {}, place::text, text{}{} "
      "FROM ({}) AS f ({})",
      number, catalog, sql_name(query), aspects,
      nulls(FactQuery::most_aspects - aspects_of(query)), query.sql, columns);
}

// In one row, since there are more pairs than facts.
std::string pair_select(std::string_view what, std::string_view sql) {
  return fmt::format(
      "SELECT '{}', string_agg(class1::oid || ':' || oid1 || ':' || sub1 || "
      "' ' || class2::oid || ':' || oid2 || ':' || sub2, ' '){} "
      "FROM ({}) AS p (class1, oid1, sub1, class2, oid2, sub2)",
      what, nulls(columns_before_aspects - 2 + FactQuery::most_aspects), sql);
}

bool is_for(const FactQuery& query, int version) {
  return query.first_version <= version && version <= query.last_version;
}

// For so many expressions the compiler of PostgreSQL, which sets in at about
// 620 tables, takes ten times as long as the statement does without.
std::string without_compiler(int version) {
  return version >= 11 ? "SET LOCAL jit TO off;" : "";
}

// One statement, so that it sees one moment.
std::string whole_query(int version) {
  std::string sql = without_compiler(version).append(common_tables);
  std::size_t number = 0;
  for (const FactQuery& query : fact_queries()) {
    const std::string_view and_then = number > 0 ? "\nUNION ALL " : "";
    if (is_for(query, version)) {
      sql.append(and_then).append(fact_select(query, number));
    }
    ++number;
  }
  if (version >= 15) {
    sql += "\nUNION ALL " + pair_select(alias_row, aliases_since_15);
  }
  for (const auto& [what, pairs] : {std::pair(alias_row, aliases),
                                    std::pair(default_row, default_addresses),
                                    std::pair(needs_row, dependencies)}) {
    sql += "\nUNION ALL " + pair_select(what, pairs);
  }
  return sql;
}

// What other facts hang on, and is not found by an address of its own.
bool is_attached(Kind kind) {
  return kind == Kind::comment || kind == Kind::privilege;
}

/// Pairs as `pair_select` has them.
class Pairs {
 public:
  explicit Pairs(std::string_view text) : text_(text) {}

  bool next(std::pair<std::string, std::string>& pair) {
    if (text_.empty()) return false;
    pair.first = word();
    pair.second = word();
    return true;
  }

 private:
  std::string word() {
    const std::size_t end = std::min(text_.find(' '), text_.size());
    std::string word(text_.substr(0, end));
    text_.remove_prefix(std::min(end + 1, text_.size()));
    return word;
  }

  std::string_view text_;
};

// 15 of "15.4", 18 of "18beta1".
int major_version(std::string_view version) {
  const std::size_t end = version.find_first_not_of("0123456789");
  return parse_number<int>(version.substr(0, end)).value_or(0);
}

/// Makes a model of the rows, which come in any order.
class Reader {
 public:
  Model read(const driver::Rows& rows) {
    model_.dialect = Dialect::postgresql;
    for (const driver::Row& row : rows) take(row);
    for (const auto& [address, target] : attached_) hang(address, target);
    for (const auto& [first, second] : needs_) need(first, second);
    parts_need_their_owners();
    return std::move(model_);
  }

 private:
  using Addresses = std::unordered_map<std::string, std::string>;

  static std::string_view text(const driver::Row& row, std::size_t column) {
    return row[column] ? std::string_view(*row[column]) : std::string_view();
  }

  void take(const driver::Row& row) {
    const std::string_view what = text(row, 0);
    const bool pairs =
        what == alias_row || what == default_row || what == needs_row;
    if (pairs) {
      take_pairs(what, text(row, 1));
    } else {
      take_fact(row, fact_queries()[number_of(what)]);
    }
  }

  void take_pairs(std::string_view what, std::string_view text) {
    Pairs pairs(text);
    for (std::pair<std::string, std::string> pair; pairs.next(pair);) {
      if (what == needs_row) {
        needs_.push_back(std::move(pair));
      } else {
        (what == alias_row ? aliases_ : defaults_).insert(std::move(pair));
      }
    }
  }

  static std::size_t number_of(std::string_view text) {
    return parse_number<std::size_t>(text).value_or(0);
  }

  void take_fact(const driver::Row& row, const FactQuery& query) {
    std::string name(text(row, 4));
    Fact fact{.id = {query.kind, std::string(text(row, 2)),
                     std::string(text(row, 3)), name},
              .name = std::move(name),
              .reference = std::string(text(row, 5)),
              .text = std::string(text_of(row)),
              .position = number_of(text(row, 6))};
    for (std::size_t i = 0; i < aspects_of(query); ++i) {
      const auto& value = row[columns_before_aspects + i];
      if (value) fact.aspects.emplace(query.aspects[i], *value);
    }
    if (is_attached(query.kind)) {
      attached_.emplace_back(text(row, 1), fact.id);
    } else {
      ids_.emplace(text(row, 1), fact.id);
    }
    model_.facts.emplace(fact.id, std::move(fact));
  }

  static std::string_view text_of(const driver::Row& row) {
    const std::size_t own = columns_before_aspects - 1;
    const bool is_aspect = row[own] && row[own]->empty();
    return text(row, is_aspect ? columns_before_aspects : own);
  }

  // By way of what it stands for. Absent: not of this model.
  std::optional<Identity> at(const std::string& address) const {
    std::string wanted = address;
    for (int steps = 0; steps < 4; ++steps) {
      if (const auto id = ids_.find(wanted); id != ids_.end()) {
        return id->second;
      }
      const auto alias = aliases_.find(wanted);
      if (alias == aliases_.end()) break;
      wanted = alias->second;
    }
    const auto column = defaults_.find(address);
    if (column == defaults_.end()) return {};
    auto id = at(column->second);
    if (id) id->kind = Kind::column_default;
    return id;
  }

  // What hangs on something unknown, such as a column of an extension's view,
  // is not known either.
  void hang(const std::string& address, const Identity& id) {
    if (const auto target = at(address)) {
      model_.needs.emplace(id, *target);
    } else {
      model_.facts.erase(id);
    }
  }

  void need(const std::string& first, const std::string& second) {
    const auto one = at(first);
    const auto other = at(second);
    if (one && other && *one != *other) model_.needs.emplace(*one, *other);
  }

  void parts_need_their_owners() {
    for (const auto& [id, fact] : model_.facts) {
      const Fact* owner = model_.owner_of(id);
      if (owner != nullptr) model_.needs.emplace(id, owner->id);
      if (id.kind == Kind::column && !fact.aspect("default").empty()) {
        Identity given = id;
        given.kind = Kind::column_default;
        model_.needs.emplace(given, id);
      }
    }
  }

  Model model_;
  std::unordered_map<std::string, Identity> ids_;
  Addresses aliases_;
  Addresses defaults_;
  std::vector<std::pair<std::string, Identity>> attached_;
  std::vector<std::pair<std::string, std::string>> needs_;
};

}  // namespace

Model new_postgresql_model() {
  const Identity schema{Kind::schema, "", "", "public"};
  const Identity language{Kind::extension, "", "", "plpgsql"};
  Model model{.dialect = Dialect::postgresql};
  model.facts.emplace(
      schema, Fact{.id = schema, .name = "public", .reference = "public"});
  model.facts.emplace(language, Fact{.id = language,
                                     .name = "plpgsql",
                                     .reference = "plpgsql",
                                     .aspects = {{"schema", "pg_catalog"}}});
  return model;
}

Result<Model> read_postgresql_model(driver::Session& session) {
  const auto server = session.facts();
  if (!server) return server.error();
  const auto rows =
      session.query({.sql = whole_query(major_version(server->version))});
  if (!rows) return rows.error();
  return Reader().read(*rows);
}

}  // namespace godwit::schema
