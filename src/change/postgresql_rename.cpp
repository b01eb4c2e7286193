// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/errors.h"
#include "change/change.h"
#include "change/dialects.h"
#include "change/postgresql/derived_names.h"
#include "change/postgresql/facets.h"
#include "change/postgresql/rules.h"
#include "change/postgresql/spelling.h"

namespace godwit::change {
namespace postgresql {
namespace {

Error cannot_be_renamed(const Identity& id) {
  return make_error(ErrorCode::unsupported,
                    fmt::format("{} cannot be renamed", label(id)),
                    "take the comment away, and it is made anew");
}

// "f" of "f(integer)".
std::string without_arguments(const std::string& name) {
  return name.substr(0, name.find('('));
}

std::string_view relation_word(Kind kind) {
  switch (kind) {
    case Kind::schema:
      return "SCHEMA";
    case Kind::table:
      return "TABLE";
    case Kind::view:
      return "VIEW";
    case Kind::materialized_view:
      return "MATERIALIZED VIEW";
    case Kind::sequence:
      return "SEQUENCE";
    case Kind::index:
      return "INDEX";
    case Kind::enum_type:
    case Kind::composite_type:
    case Kind::range_type:
      return "TYPE";
    case Kind::domain:
      return "DOMAIN";
    case Kind::collation:
      return "COLLATION";
    case Kind::statistics:
      return "STATISTICS";
    case Kind::event_trigger:
      return "EVENT TRIGGER";
    case Kind::publication:
      return "PUBLICATION";
    default:
      return "";
  }
}

/// Writes renames one after the other; each name is that which holds by then.
class Renaming {
 public:
  Renaming(const Model& from, const Model& to) : from_(from), to_(to) {}

  Result<Operations> write(const Renames& renames) {
    for (const Rename& one : renames) {
      Rename rename = one;
      if (is_move(rename)) {
        if (!move(rename)) return cannot_be_renamed(rename.to);
        rename.from.schema = rename.to.schema;
      }
      if (rename.from == rename.to) continue;
      const std::string statement = statement_of(rename);
      if (statement.empty()) return cannot_be_renamed(rename.to);
      operations_.push_back(
          {.statement = statement,
           .summary = fmt::format("rename {} to {}", label(rename.from),
                                  rename.to.name)});
      done_.push_back(rename);
    }
    return std::move(operations_);
  }

 private:
  // Under its old name.
  bool move(const Rename& rename) {
    const std::string object = movable(rename.from);
    if (object.empty()) return false;
    make_schema(rename.to.schema);
    operations_.push_back(
        {.statement = fmt::format("ALTER {} SET SCHEMA {}", object,
                                  spelled(rename.to.schema)),
         .summary = fmt::format("move {} to schema {}", label(rename.from),
                                rename.to.schema)});
    return true;
  }

  void make_schema(const std::string& name) {
    const bool there =
        from_.find({Kind::schema, "", "", name}) != nullptr ||
        std::any_of(done_.begin(), done_.end(), [&](const Rename& rename) {
          return rename.to.kind == Kind::schema && rename.to.name == name;
        });
    if (there || !made_.insert(name).second) return;
    operations_.push_back({.statement = "CREATE SCHEMA " + spelled(name),
                           .summary = "create schema " + name});
  }

  // "TABLE app.person". Empty: it has no schema of its own, or cannot leave it.
  std::string movable(const Identity& id) const {
    if (!id.table.empty() || id.schema.empty()) return "";
    if (id.kind == Kind::function || id.kind == Kind::aggregate) {
      return "ROUTINE " + routine_now(id);
    }
    const std::string_view word = relation_word(id.kind);
    return word.empty() ? "" : fmt::format("{} {}", word, name_now(id));
  }

  std::string schema_now(const std::string& schema) const {
    for (const Rename& rename : done_) {
      if (rename.from.kind == Kind::schema && rename.from.name == schema) {
        return rename.to.name;
      }
    }
    return schema;
  }

  std::string name_now(const Identity& id) const {
    return spelled(schema_now(id.schema), id.name);
  }

  std::string owner_now(const Identity& part) const {
    return spelled(schema_now(part.schema), part.table);
  }

  // In either schema, since a table may have been renamed before.
  Kind owner_kind(const Identity& part) const {
    for (const Model* model : {&to_, &from_}) {
      if (const Fact* owner = model->owner_of(part)) return owner->id.kind;
    }
    return Kind::table;
  }

  std::string statement_of(const Rename& rename) const {
    const Identity& id = rename.from;
    const std::string to = spelled(without_arguments(rename.to.name));
    switch (id.kind) {
      case Kind::column:
        return column(id, to);
      case Kind::constraint:
        return fmt::format("ALTER {} {} RENAME CONSTRAINT {} TO {}",
                           owner_kind(id) == Kind::domain ? "DOMAIN" : "TABLE",
                           owner_now(id), spelled(id.name), to);
      case Kind::policy:
        return of_table("POLICY", id, to);
      case Kind::trigger:
        return of_table("TRIGGER", id, to);
      case Kind::rule:
        return of_table("RULE", id, to);
      case Kind::function:
      case Kind::aggregate:
        return fmt::format("ALTER ROUTINE {} RENAME TO {}", routine_now(id),
                           to);
      case Kind::enum_type:
        if (!id.table.empty()) return enum_value(rename);
        return relation(rename, to);
      default:
        return relation(rename, to);
    }
  }

  std::string column(const Identity& id, const std::string& to) const {
    const Kind owner = owner_kind(id);
    const bool attribute = owner == Kind::composite_type;
    return fmt::format("ALTER {} {} RENAME {} {} TO {}", relation_word(owner),
                       owner_now(id), attribute ? "ATTRIBUTE" : "COLUMN",
                       spelled(id.name), to);
  }

  std::string of_table(std::string_view word, const Identity& id,
                       const std::string& to) const {
    return fmt::format("ALTER {} {} ON {} RENAME TO {}", word, spelled(id.name),
                       owner_now(id), to);
  }

  // With the types of its arguments.
  std::string routine_now(const Identity& id) const {
    const std::string name = without_arguments(id.name);
    return name_now({.schema = id.schema, .name = name}) +
           id.name.substr(name.size());
  }

  std::string enum_value(const Rename& rename) const {
    return fmt::format("ALTER TYPE {} RENAME VALUE {} TO {}",
                       owner_now(rename.from), quoted_text(rename.from.name),
                       quoted_text(rename.to.name));
  }

  // Into another schema first, by its old name.
  std::string relation(const Rename& rename, const std::string& to) const {
    const std::string_view word = relation_word(rename.from.kind);
    if (word.empty()) return "";
    return fmt::format("ALTER {} {} RENAME TO {}", word, name_now(rename.from),
                       to);
  }

  const Model& from_;
  const Model& to_;
  Operations operations_;
  Renames done_;
  /// Schemas.
  std::set<std::string> made_;
};

int rename_rank(const Rename& rename) {
  switch (rename.from.kind) {
    case Kind::schema:
      return 0;
    case Kind::function:
    case Kind::aggregate:
      return 1;
    default:
      return rename.from.table.empty() ? 2 : 3;
  }
}

// Schemas, then what is in them, functions before the types by which they are
// told apart, then parts of that.
Renames from_outside_in(Renames renames) {
  std::stable_sort(renames.begin(), renames.end(),
                   [](const Rename& one, const Rename& other) {
                     return rename_rank(one) < rename_rank(other);
                   });
  return renames;
}

}  // namespace
}  // namespace postgresql

Result<Operations> rename_postgresql(const schema::Model& from,
                                     const schema::Model& to,
                                     const Renames& renames) {
  Renames all = postgresql::from_outside_in(renames);
  const Renames derived = postgresql::derived_renames(from, to, renames);
  all.insert(all.end(), derived.begin(), derived.end());
  return postgresql::Renaming(from, to).write(all);
}

}  // namespace godwit::change
