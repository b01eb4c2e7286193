// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/number.h"
#include "base/sha256.h"
#include "schema/dialect_models.h"
#include "schema/postgresql_statements.h"

namespace godwit::schema {
namespace {

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
  const auto inquiry = inquiry_for(session);
  if (!inquiry) return inquiry.error();
  const auto rows = session.query(facts_query(*inquiry));
  if (!rows) return rows.error();
  return Reader().read(*rows);
}

Result<std::string> postgresql_digest(driver::Session& session,
                                      std::span<const Identity> left_out) {
  const auto inquiry = inquiry_for(session);
  if (!inquiry) return inquiry.error();
  const auto rows = session.query(digest_query(*inquiry, left_out));
  if (!rows) return rows.error();
  // Of how the facts are asked for, too, so that it is not taken for that of
  // another Godwit, or of a server that prints otherwise.
  const int version = inquiry->version;
  return sha256(std::to_string(version) +
                digest_query(whole_inquiry(version), {}).sql +
                rows->front().front().value_or(""));
}

}  // namespace godwit::schema
