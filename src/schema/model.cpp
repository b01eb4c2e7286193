// SPDX-License-Identifier: BSL-1.0
#include "schema/model.h"

#include <algorithm>

#include "schema/dialect_models.h"

namespace godwit::schema {

std::string_view to_string(Kind kind) noexcept {
  switch (kind) {
    case Kind::schema:
      return "schema";
    case Kind::extension:
      return "extension";
    case Kind::collation:
      return "collation";
    case Kind::enum_type:
    case Kind::composite_type:
    case Kind::range_type:
      return "type";
    case Kind::domain:
      return "domain";
    case Kind::function:
      return "function";
    case Kind::aggregate:
      return "aggregate";
    case Kind::sequence:
      return "sequence";
    case Kind::table:
      return "table";
    case Kind::virtual_table:
      return "virtual table";
    case Kind::foreign_table:
      return "foreign table";
    case Kind::column_default:
      return "default";
    case Kind::sequence_owner:
      return "owner of sequence";
    case Kind::partition:
      return "partition";
    case Kind::replica_identity:
      return "replica identity";
    case Kind::column:
      return "column";
    case Kind::constraint:
      return "constraint";
    case Kind::index:
      return "index";
    case Kind::view:
      return "view";
    case Kind::materialized_view:
      return "materialized view";
    case Kind::rule:
      return "rule";
    case Kind::trigger:
      return "trigger";
    case Kind::policy:
      return "policy";
    case Kind::statistics:
      return "statistics";
    case Kind::event_trigger:
      return "event trigger";
    case Kind::publication:
      return "publication";
    case Kind::comment:
      return "comment";
    case Kind::privilege:
      return "privilege";
    case Kind::default_privilege:
      return "default privilege";
    case Kind::unmodelled:
      break;
  }
  return "object";
}

std::string label(const Identity& identity) {
  const bool value =
      identity.kind == Kind::enum_type && !identity.table.empty();
  std::string text(value ? std::string_view("value")
                         : to_string(identity.kind));
  text += ' ';
  for (const std::string* part : {&identity.schema, &identity.table}) {
    if (!part->empty()) text += *part + '.';
  }
  return text + identity.name;
}

std::string_view Fact::aspect(std::string_view wanted) const noexcept {
  const auto found = aspects.find(wanted);
  return found != aspects.end() ? std::string_view(found->second)
                                : std::string_view();
}

const Fact* Model::find(const Identity& id) const {
  const auto found = facts.find(id);
  return found != facts.end() ? &found->second : nullptr;
}

const Fact* Model::owner_of(const Identity& part) const {
  if (part.table.empty()) return nullptr;
  for (const Kind kind : {Kind::table, Kind::materialized_view, Kind::view,
                          Kind::composite_type, Kind::domain}) {
    const Fact* owner = find({kind, part.schema, "", part.table});
    if (owner != nullptr) return owner;
  }
  return nullptr;
}

std::vector<const Fact*> Model::parts_of(const Identity& table,
                                         Kind kind) const {
  std::vector<const Fact*> parts;
  const Identity first{kind, table.schema, table.name, ""};
  for (auto fact = facts.lower_bound(first); fact != facts.end(); ++fact) {
    const Identity& id = fact->first;
    if (id.kind != kind || id.schema != table.schema ||
        id.table != table.name) {
      break;
    }
    parts.push_back(&fact->second);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const Fact* one, const Fact* other) {
                     return one->position < other->position;
                   });
  return parts;
}

Result<Model> read_model(driver::Session& session) {
  return session.dialect() == Dialect::sqlite ? read_sqlite_model(session)
                                              : read_postgresql_model(session);
}

Model new_database(Dialect dialect) {
  return dialect == Dialect::sqlite ? Model{.dialect = dialect}
                                    : new_postgresql_model();
}

std::vector<Difference> differences(const Model& before, const Model& after) {
  std::vector<Difference> found;
  auto one = before.facts.begin();
  auto other = after.facts.begin();
  while (one != before.facts.end() || other != after.facts.end()) {
    const bool gone = other == after.facts.end() ||
                      (one != before.facts.end() && one->first < other->first);
    const bool added =
        one == before.facts.end() ||
        (other != after.facts.end() && other->first < one->first);
    if (gone) {
      found.push_back({.before = &one->second});
    } else if (added) {
      found.push_back({.after = &other->second});
    } else if (one->second.aspects != other->second.aspects) {
      found.push_back({.before = &one->second, .after = &other->second});
    }
    if (!added) ++one;
    if (!gone) ++other;
  }
  return found;
}

}  // namespace godwit::schema
