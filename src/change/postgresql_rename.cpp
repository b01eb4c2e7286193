// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>

#include "base/errors.h"
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
    Operations operations;
    for (const Rename& rename : renames) {
      const std::string statement = statement_of(rename);
      if (statement.empty()) return cannot_be_renamed(rename.to);
      operations.push_back(
          {.statement = statement,
           .summary = fmt::format("rename {} to {}", label(rename.from),
                                  rename.to.name)});
      done_.push_back(rename);
    }
    return operations;
  }

 private:
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
        return routine(id, to);
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

  std::string routine(const Identity& id, const std::string& to) const {
    const Fact* fact = from_.find(id);
    if (fact == nullptr) return "";
    return fmt::format("ALTER ROUTINE {} RENAME TO {}", fact->reference, to);
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
  Renames done_;
};

int rename_rank(const Rename& rename) {
  if (rename.from.kind == Kind::schema) return 0;
  return rename.from.table.empty() ? 1 : 2;
}

// Schemas, then what is in them, then parts of that.
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
