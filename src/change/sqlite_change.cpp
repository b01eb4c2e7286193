// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "change/dialects.h"
#include "change/sqlite_table.h"
#include "sql/made_object.h"

namespace godwit::change {
namespace {

using schema::Difference;
using schema::Fact;
using schema::Identity;
using schema::Kind;
using schema::Model;

using Names = std::set<std::string>;

std::string_view keyword(Kind kind) {
  switch (kind) {
    case Kind::view:
      return "VIEW";
    case Kind::trigger:
      return "TRIGGER";
    case Kind::index:
      return "INDEX";
    default:
      return "TABLE";
  }
}

bool is_table(Kind kind) {
  return kind == Kind::table || kind == Kind::virtual_table;
}

class Change {
 public:
  explicit Change(const ChangeRequest& request)
      : request_(request),
        differences_(schema::differences(request.from, request.to)) {}

  Operations run() {
    for (const Difference& one : differences_) {
      if (one.before != nullptr && one.after != nullptr) continue;
      if (is_table(one.id().kind)) gone_or_new_.insert(one.id().name);
    }
    look_at_tables();
    find_what_is_in_the_way();
    drop_all(Kind::trigger);
    drop_all(Kind::view);
    drop_all(Kind::index);
    drop_tables();
    for (const Fact* table : in_order(request_.to, is_new_table())) {
      create(*table);
    }
    change_tables();
    for (const Kind kind : {Kind::index, Kind::view, Kind::trigger}) {
      create_all(kind);
    }
    return std::move(operations_);
  }

 private:
  using Predicate = std::function<bool(const Fact&)>;

  static std::vector<const Fact*> in_order(const Model& model,
                                           const Predicate& wanted) {
    std::vector<const Fact*> found;
    for (const auto& [id, fact] : model.facts) {
      if (wanted(fact)) found.push_back(&fact);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Fact* one, const Fact* other) {
                       return one->position < other->position;
                     });
    return found;
  }

  Predicate is_new_table() const {
    return [this](const Fact& fact) {
      return is_table(fact.id.kind) && request_.from.find(fact.id) == nullptr;
    };
  }

  void look_at_tables() {
    for (const auto& [id, fact] : request_.to.facts) {
      const Fact* before = request_.from.find(id);
      if (before == nullptr) continue;
      if (id.kind == Kind::table) {
        TableChange change = table_change(request_, differences_, id);
        if (change.empty()) continue;
        if (change.in_the_way()) moved_.insert(id.name);
        if (change.rebuild) rebuilt_.insert(id.name);
        changes_.emplace(id, std::move(change));
      } else if (id.kind == Kind::virtual_table &&
                 before->aspects != fact.aspects) {
        moved_.insert(id.name);
        rebuilt_.insert(id.name);
        changes_.emplace(id, TableChange());
      }
    }
  }

  // Views and triggers that speak of a table that is dropped, made again or
  // loses a column stop its RENAME or DROP COLUMN, and so do those that speak
  // of such a view. What is broken stops any of these.
  void find_what_is_in_the_way() {
    for (const Difference& one : differences_) {
      if (one.before != nullptr) set_aside(*one.before);
    }
    Names names = moved_;
    for (const std::string& name : gone_or_new_) names.insert(name);
    for (bool more = true; std::exchange(more, false);) {
      for (const auto& [id, fact] : request_.from.facts) {
        if (id.kind != Kind::view && id.kind != Kind::trigger) continue;
        if (aside_.contains(id)) continue;
        const bool stops_all = !fact.broken.empty() && !names.empty();
        if (!stops_all && !speaks_of(fact, names)) continue;
        aside_.insert(id);
        more = true;
      }
      for (const Identity& id : aside_) {
        if (id.kind == Kind::view) names.insert(id.name);
      }
    }
    for (const auto& [id, fact] : request_.from.facts) {
      if (id.kind == Kind::index && rebuilt_.contains(id.table)) {
        aside_.insert(id);
      }
    }
  }

  void set_aside(const Fact& fact) {
    const Kind kind = fact.id.kind;
    if (kind == Kind::view || kind == Kind::trigger || kind == Kind::index) {
      aside_.insert(fact.id);
    }
  }

  static bool speaks_of(const Fact& fact, const Names& names) {
    const auto said = sql::names_in(fact.text, Dialect::sqlite);
    return std::any_of(said.begin(), said.end(), [&](const std::string& name) {
      return names.contains(name);
    });
  }

  // What goes with its table, or is made again with it, is not dropped.
  bool goes_with_table(const Identity& id) const {
    if (id.table.empty()) return false;
    if (id.kind == Kind::index && rebuilt_.contains(id.table)) {
      return request_.to.find(id) != nullptr;
    }
    for (const Kind kind : {Kind::table, Kind::virtual_table, Kind::view}) {
      const Identity table{.kind = kind, .name = id.table};
      if (request_.from.find(table) != nullptr) {
        return request_.to.find(table) == nullptr && kind != Kind::view;
      }
    }
    return false;
  }

  void drop_all(Kind kind) {
    for (const Identity& id : aside_) {
      if (id.kind == kind && !goes_with_table(id))
        drop(*request_.from.find(id));
    }
  }

  void drop_tables() {
    auto gone = in_order(request_.from, [this](const Fact& fact) {
      return is_table(fact.id.kind) && request_.to.find(fact.id) == nullptr;
    });
    for (auto table = gone.rbegin(); table != gone.rend(); ++table) {
      drop(**table);
      operations_.back().dangers = {{Risk::drops_table, (*table)->id}};
    }
  }

  void drop(const Fact& fact) {
    operations_.push_back(
        {.statement = fmt::format("DROP {} {}", keyword(fact.id.kind),
                                  sqlite_name(fact.name)),
         .summary = summary("drop", fact.id)});
  }

  // What is made again as it was is no change that anybody has to hear of.
  std::string summary(std::string_view verb, const Identity& id) const {
    const Fact* before = request_.from.find(id);
    const Fact* after = request_.to.find(id);
    if (before == nullptr || after == nullptr) {
      return fmt::format("{} {}", verb, schema::label(id));
    }
    if (before->aspects == after->aspects || verb == "drop") return {};
    return "change " + schema::label(id);
  }

  void create(const Fact& fact) {
    operations_.push_back(
        {.statement = fact.text, .summary = summary("create", fact.id)});
  }

  void change_tables() {
    for (const auto& [id, change] : changes_) {
      Operations more = id.kind == Kind::virtual_table
                            ? rebuild_virtual_table(request_, id)
                        : change.rebuild ? rebuild_table(request_, id, change)
                                         : alter_table(request_, id, change);
      std::move(more.begin(), more.end(), std::back_inserter(operations_));
    }
  }

  void create_all(Kind kind) {
    for (const Fact* fact : in_order(request_.to, [&](const Fact& one) {
           return one.id.kind == kind &&
                  (request_.from.find(one.id) == nullptr ||
                   aside_.contains(one.id));
         })) {
      create(*fact);
    }
  }

  const ChangeRequest& request_;
  std::vector<Difference> differences_;
  std::map<Identity, TableChange> changes_;
  Names gone_or_new_;
  /// Tables that are made again, or lose or rename a column.
  Names moved_;
  Names rebuilt_;
  /// Views, triggers and indexes that are dropped, of which those that the
  /// second schema has come back.
  std::set<Identity> aside_;
  Operations operations_;
};

std::string spelled(const Model& model, const Identity& id) {
  const Fact* fact = model.find(id);
  return sqlite_name(fact != nullptr ? fact->name : id.name);
}

Operation rename_operation(const Model& from, const Model& to,
                           const Rename& rename) {
  const std::string name = spelled(to, rename.to);
  const std::string old = spelled(from, rename.from);
  const bool column = rename.to.kind == Kind::column;
  const Identity table{.kind = Kind::table, .name = rename.to.table};
  return {.statement =
              column ? fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}",
                                   spelled(to, table), old, name)
                     : fmt::format("ALTER TABLE {} RENAME TO {}", old, name),
          .summary =
              fmt::format("rename {} to {}", schema::label(rename.from), name)};
}

}  // namespace

// Tables first: their columns are named by what they are called then.
Result<Operations> rename_sqlite(const Model& from, const Model& to,
                                 const Renames& renames) {
  Operations operations;
  for (const Kind kind : {Kind::table, Kind::virtual_table, Kind::column}) {
    for (const Rename& rename : renames) {
      if (rename.to.kind == kind) {
        operations.push_back(rename_operation(from, to, rename));
      }
    }
  }
  return operations;
}

Result<Operations> change_sqlite(const ChangeRequest& request) {
  return Change(request).run();
}

}  // namespace godwit::change
